import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { meQuery, type Thing } from '../../api/queries';
import { language } from '../../words';

type Entry = Thing<'AuditEntry'>;

/** How the audit calls the platform itself and those who run it. */
const platform = ['platform', 'platform admin'];

/** What an entry of the audit says to people. */
export function useActivityWords() {
  const { t } = useTranslation('settings');
  const { data: me } = useQuery(meQuery);
  const detail = useDetail();
  const actions: Record<string, string> = t('activity.actions', { returnObjects: true });
  return (entry: Entry) => ({
    who: entry.by === me?.email ? t('activity.you') : platform.includes(entry.by) ? t('activity.admin') : entry.by,
    what: actions[entry.action] ?? t('activity.other', { action: entry.action }),
    detail: detail(entry),
  });
}

/** The API's details are English; those that are not names or texts of people are said in the person's language. */
function useDetail() {
  const { t } = useTranslation(['settings', 'shell']);
  const decided: Record<string, string> = { visible: t('activity.details.visible'), hidden: t('activity.details.hidden'), pending: t('activity.details.pending'), pinned: t('activity.details.pinned'), 'no longer pinned': t('activity.details.unpinned') };
  const plan = (name: string) => t(`shell:plans.${name as Thing<'Plan'>}`);
  const decisions = (text: string) => text.split(', ').map((part) => decided[part] ?? part).join(', ');
  const fields: Record<string, string> = { name: t('activity.details.name'), domain: t('activity.details.domain'), language: t('activity.details.language'), 'allowed domains': t('activity.details.sites') };
  return ({ action, detail = '' }: Entry): string => {
    const [, from, to] = /^from (\w+) to (\w+)$/.exec(detail) ?? [];
    const [, count, rest] = /^(\d+) posts: (.*)$/.exec(detail) ?? [];
    switch (action) {
      case 'plan.changed':
        return from && to ? t('activity.details.plan', { from: plan(from), to: plan(to) }) : detail;
      case 'key.rotated':
        return graceOf(detail, t('activity.details.noGrace'), (time) => t('activity.details.grace', { time }));
      case 'post.moderated':
        return decisions(detail);
      case 'posts.moderated':
        return count && rest ? `${t('activity.details.posts', { count: Number(count) })} · ${decisions(rest)}` : detail;
      case 'tenant.changed':
        return detail.replace(/(^|, )(name|domain|language|allowed domains) /g, (_, before: string, field: string) => `${before}${fields[field]} `);
      default:
        return detail.replace(/, (owner|editor|viewer)$/, (_, role: Thing<'Role'>) => `, ${t(`shell:roles.${role}`)}`);
    }
  };
}

/** A time as the API writes it, 24h0m0s, in days or hours. */
function graceOf(detail: string, none: string, some: (time: string) => string): string {
  const hours = Number(/(\d+)h/.exec(detail)?.[1] ?? 0);
  if (hours === 0) return / 0s$/.test(detail) ? none : detail;
  const [value, unit] = hours % 24 === 0 ? [hours / 24, 'day'] : [hours, 'hour'];
  return some(new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'long' }).format(value));
}
