import { Button, Group, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconAlertTriangle, IconChecks, IconCircleCheck, IconClockExclamation, IconCode, IconKey, IconMoodEmpty, IconPlayerPause, IconRss, type Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { tenantQuery, type Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import { moodOf, useNeedWords, useTrouble } from '../feeds/state';
import { fortnightQuery, pendingQuery } from './queries';

type Feed = Thing<'Feed'>;

/** What needs the person, the most urgent first, each with the button that mends it. */
export function Needs({ feeds }: { feeds: Feed[] }) {
  const { t } = useTranslation('home');
  const enabled = feeds.filter(({ enabled }) => enabled);
  const troubled = enabled.filter((feed) => moodOf(feed) === 'troubled');
  const expiring = useTenancy().tenant.needs?.filter(({ kind }) => kind === 'expiring') ?? [];
  const say = useNeedWords();
  const pending = usePending();
  const empty = pending ? [] : enabled.filter((feed) => moodOf(feed) === 'empty'); // what waits was found
  const unseen = useUnseen(enabled);
  const full = useFull();
  const needs = [
    feeds.length === 0 && <Need key="first" icon={IconRss} color="coral" title={t('needs.first')} text={t('needs.firstText')} button={t('needs.firstButton')} to="feeds/new" />,
    ...troubled.map((feed) => <Failing key={feed.id} feed={feed} />),
    ...expiring.map((need) => <Need key={`${need.feedId} token`} icon={IconKey} color="yellow" title={say(need)} text={t('needs.expiringText')} button={t('needs.expiringButton')} to={`feeds/${need.feedId}`} />),
    pending && <Need key="pending" icon={IconChecks} color="coral" title={pending} text={t('needs.pendingText')} button={t('needs.pendingButton')} to="posts?status=pending" />,
    feeds.length > 0 && enabled.length === 0 && <Need key="paused" icon={IconPlayerPause} color="gray" title={t('needs.paused')} text={t('needs.pausedText')} button={t('needs.pausedButton')} to="feeds" />,
    ...empty.map((feed) => (
      <Need key={feed.id} icon={IconMoodEmpty} color="yellow" title={t('needs.empty', { name: feed.name })} text={t('needs.emptyText')} button={t('needs.emptyButton')} to={`feeds/${feed.id}`} />
    )),
    unseen && <Need key="unseen" icon={IconCode} color="yellow" title={t('needs.unseen')} text={t('needs.unseenText')} button={t('needs.unseenButton')} to="code" />,
    full && <Need key="full" icon={IconClockExclamation} color="gray" title={t('needs.full')} text={t('needs.fullText')} button={t('needs.fullButton')} to="settings" />,
  ].filter(Boolean);
  return (
    <section aria-labelledby="needs">
      <Title order={2} mb="md" id="needs">{t('needs.title')}</Title>
      {needs.length > 0 ? <Stack component="ul" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>{needs}</Stack> : <Nothing />}
    </section>
  );
}

function Nothing() {
  const { t } = useTranslation('home');
  return (
    <Card>
      <Group gap="sm" wrap="nowrap">
        <IconCircleCheck size={22} color="var(--mantine-color-green-7)" aria-hidden />
        <Text>{t('needs.none')}</Text>
      </Group>
    </Card>
  );
}

/** How many posts wait; nothing when none does. */
function usePending(): string | undefined {
  const { t } = useTranslation('home');
  const { api } = useTenancy();
  const { data } = useQuery(pendingQuery(api));
  const count = data?.items.length ?? 0;
  if (count === 0) return undefined;
  return data?.nextCursor ? t('needs.pendingMany', { count }) : t('needs.pending', { count });
}

/** The wall has posts, but nobody has opened it for two weeks. */
function useUnseen(enabled: Feed[]): boolean {
  const { api } = useTenancy();
  const { data } = useQuery(fortnightQuery(api));
  return data?.total.views === 0 && enabled.some(({ state }) => state.postCount > 0);
}

/** The plan has no room, and somebody is there who could change it. */
function useFull(): boolean {
  const { api, mayOwn } = useTenancy();
  const { feeds = 0, feedLimit = null } = useQuery(tenantQuery(api)).data?.usage ?? {};
  return mayOwn && feedLimit !== null && feeds >= feedLimit;
}

function Failing({ feed }: { feed: Feed }) {
  const { t } = useTranslation('feeds');
  const trouble = useTrouble(feed)!;
  return <Need icon={IconAlertTriangle} color="red" title={t('need.failing', { name: feed.name, title: trouble.title })} text={trouble.text} button={trouble.button} to={`feeds/${feed.id}`} />;
}

interface Props {
  icon: Icon;
  color: string;
  title: string;
  text: ReactNode;
  button: string;
  /** A page of the tenant; `code` is where the embed code is. */
  to: string;
}

function Need({ icon: Mark, color, title, text, button, to }: Props) {
  const { tenant } = useTenancy();
  return (
    <Card component="li" py="md">
      <Group gap="md" justify="space-between">
        <Group gap="md" wrap="nowrap" flex="1 1 18rem">
          <ThemeIcon size={40} radius="xl" variant="light" color={color}><Mark size={22} stroke={1.7} aria-hidden /></ThemeIcon>
          <div>
            <Text fw={620}>{title}</Text>
            <Text size="sm" c="dimmed">{text}</Text>
          </div>
        </Group>
        <Button component={Link} to={to === 'code' ? `/register/${tenant.id}/code` : pathOf(tenant.id, to)} variant="light">{button}</Button>
      </Group>
    </Card>
  );
}
