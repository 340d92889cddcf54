import { List, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem';
import { feedsQuery, type Thing } from '../../api/queries';
import { Confirm } from '../../parts/Confirm';
import { done } from '../../parts/notices';
import { Ready } from '../../parts/Ready';
import { useTenancy } from '../../shell/TenantRoute';
import { crowdedOut, plans } from './plans';
import { useChangeTenant } from './queries';
import type { Tagged } from './useSettingsForm';

interface Props {
  from: Tagged;
  to: Thing<'Plan'>;
  close: () => void;
  onPaused: (ids: string[]) => void;
  onTheirs: () => Promise<void>;
}

/** Asks before the plan changes, and says which feeds it pauses. */
export default function PlanChange({ from, to, close, onPaused, onTheirs }: Props) {
  const { t } = useTranslation(['settings', 'shell']);
  const { api } = useTenancy();
  const feeds = useQuery(feedsQuery(api));
  const change = useChangeTenant();
  const named = { plan: t(`shell:plans.${to}`) };
  const save = useMutation({
    mutationFn: () => change({ plan: to }, from.etag),
    onSuccess: ({ pausedFeeds }) => {
      onPaused(pausedFeeds ?? []);
      done(t('plan.changed', named));
      close();
    },
    // The page then shows the plan that somebody else has chosen; to confirm again is to decide anew.
    onError: (error) => problemOf(error).code === 'changed' && void onTheirs(),
  });
  const out = crowdedOut(feeds.data?.items ?? [], to);
  return (
    <Confirm opened onClose={close} title={t('plan.dialog.title', named)} confirm={t(out.length ? 'plan.dialog.confirmPauses' : 'plan.dialog.confirm', named)} onConfirm={() => save.mutate()} busy={save.isPending} error={save.error} harmless>
      <Ready query={feeds} waiting={<Text c="dimmed">{t('shell:loading')}</Text>}>{() => <WhatHappens from={from.value.plan} to={to} out={out} />}</Ready>
    </Confirm>
  );
}

function WhatHappens({ from, to, out }: { from: Thing<'Plan'>; to: Thing<'Plan'>; out: Thing<'Feed'>[] }) {
  const { t } = useTranslation('settings');
  if (out.length === 0) return <Text>{t(plans.indexOf(to) > plans.indexOf(from) ? 'plan.dialog.more' : 'plan.dialog.fits')}</Text>;
  return (
    <>
      <Text>{t('plan.dialog.pauses', { count: out.length, limit: t(`plan.feeds.${to}`) })}</Text>
      <List>{out.map(({ id, name }) => <List.Item key={id} fw={620}>{name}</List.Item>)}</List>
      <Text>{t('plan.dialog.kept')}</Text>
    </>
  );
}
