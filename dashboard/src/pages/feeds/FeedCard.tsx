import { Alert, Badge, Box, Button, type ButtonProps, Group, Loader, Stack, Text, Title } from '@mantine/core';
import { useIsMutating } from '@tanstack/react-query';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { useFormat } from '../../parts/format';
import { NetworkMark } from '../../parts/NetworkMark';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import { FeedActions } from './FeedActions';
import { kindOf } from './kinds';
import { useSync } from './useSync';
import { colors, moodOf, useTrouble } from './state';

type Feed = Thing<'Feed'>;

export function FeedCard({ feed }: { feed: Feed }) {
  const { mayEdit } = useTenancy();
  return (
    <Card component="article" aria-labelledby={`${feed.id}-name`}>
      <Group wrap="nowrap" align="flex-start" gap="md">
        <Box visibleFrom="xs"><NetworkMark network={feed.network} size={44} /></Box>
        <Stack gap={8} flex={1} miw={0}>
          <Group justify="space-between" wrap="nowrap" gap="xs">
            <Group gap="xs" wrap="nowrap" miw={0}>
              <Box hiddenFrom="xs"><NetworkMark network={feed.network} size={28} /></Box>
              <Title order={2} size="h3" id={`${feed.id}-name`} style={{ overflowWrap: 'anywhere' }}>{feed.name}</Title>
            </Group>
            {mayEdit && <FeedActions feed={feed} />}
          </Group>
          <Query feed={feed} />
          <State feed={feed} />
          <Pace feed={feed} />
          <Token feed={feed} />
          <Trouble feed={feed} />
        </Stack>
      </Group>
    </Card>
  );
}

function Query({ feed: { query, network, ...feed } }: { feed: Feed }) {
  const { t } = useTranslation('feeds');
  const kind = kindOf({ query, network, ...feed });
  return (
    <Group gap={6}>
      {kind && <Text size="sm" c="dimmed">{t(`kinds.${kind}`)}</Text>}
      {query.hashtags?.map((tag) => <Badge key={tag} variant="default" tt="none" fw={500}>#{tag}</Badge>)}
      {(query.pageId ?? query.placeId) && <Text size="sm" ff="monospace" style={{ overflowWrap: 'anywhere' }}>{query.pageId ?? query.placeId}</Text>}
      {feed.ownCredential && <Badge variant="outline" color="gray" tt="none" fw={500}>{t('ownCredential')}</Badge>}
    </Group>
  );
}

/** The mark and the line that say how it is doing. */
function State({ feed }: { feed: Feed }) {
  const { t } = useTranslation(['feeds', 'shell']);
  const { ago } = useFormat();
  const { api } = useTenancy();
  const syncing = useIsMutating({ mutationKey: [api.tenant, 'sync', feed.id] }) > 0;
  const mood = moodOf(feed);
  const { lastSyncAt, nextSyncAt, postCount, skippedCount } = feed.state;
  const parts = [
    t('posts', { count: postCount }),
    lastSyncAt && t('last', { when: ago(lastSyncAt) }),
    feed.enabled && lastSyncAt && (nextSyncAt && new Date(nextSyncAt) > new Date() ? t('next', { when: ago(nextSyncAt) }) : t('due')),
    skippedCount ? t('skipped', { count: skippedCount }) : undefined,
  ].filter(Boolean);
  return (
    <Group gap="xs" role="status">
      {syncing || mood === 'reading' ? <Loader size={14} /> : <Box w={10} h={10} bg={`${colors[mood]}.6`} style={{ borderRadius: '50%' }} aria-hidden />}
      <Text size="sm" fw={620}>{syncing ? t('state.syncing') : t(`state.${mood}`, { network: t(`shell:networks.${feed.network}`) })}</Text>
      {mood !== 'reading' && <Text size="sm" c="dimmed">{parts.join(' · ')}</Text>}
    </Group>
  );
}

/** Why a feed is refreshed less often than the others, or not at all. */
function Pace({ feed }: { feed: Feed }) {
  const { t } = useTranslation(['feeds', 'shell']);
  const { enabled, network, state } = feed;
  if (!enabled) return <Text size="sm" c="dimmed">{t('paused')}</Text>;
  if (!state.reason || state.error) return null;
  const minutes = Math.round(state.intervalSeconds / 60);
  const time = minutes < 60 ? t('minutes', { count: minutes }) : t('hours', { count: Math.round(minutes / 60) });
  const why = network === 'google' ? t('reasons.google') : t('reasons.other', { network: t(`shell:networks.${network}`) });
  return <Text size="sm" c="dimmed">{t('every', { time })} {why}</Text>;
}

/** Whose the feed's own token is, and when it ends. */
function Token({ feed: { credential } }: { feed: Feed }) {
  const { t } = useTranslation('feeds');
  const { ago } = useFormat();
  if (!credential || !(credential.account ?? credential.expiresAt)) return null;
  const ends = credential.expiresAt && t(credential.renewable ? 'token.renewed' : 'token.ends', { when: ago(credential.expiresAt) });
  return <Text size="sm" c="dimmed">{[credential.account && t('token.of', { account: credential.account }), ends].filter(Boolean).join(' · ')}</Text>;
}

/** What is wrong, since when, and the button that mends it. */
function Trouble({ feed }: { feed: Feed }) {
  const { t } = useTranslation('feeds');
  const { tenant, mayEdit } = useTenancy();
  const { ago, moment } = useFormat();
  const trouble = useTrouble(feed);
  if (!trouble || !feed.enabled) return null;
  const { since, until } = feed.state.error!;
  return (
    <Alert color={trouble.toMend ? 'red' : 'yellow'} title={trouble.title} mt={4}>
      <Text size="sm">{trouble.text} {t('stays')}</Text>
      <Text size="xs" c="dimmed" mt={4} title={moment(since)}>{t('since', { when: ago(since) })}{until && new Date(until) > new Date() && ` · ${t('until', { when: ago(until) })}`}</Text>
      {mayEdit && (
        <Group gap="xs" mt="sm">
          {trouble.button && <Button component={Link} to={pathOf(tenant.id, `feeds/${feed.id}`)} size="xs">{trouble.button}</Button>}
          {trouble.toMend && <SyncButton feed={feed} />}
        </Group>
      )}
    </Alert>
  );
}

export function SyncButton({ feed, ...rest }: { feed: Feed } & Pick<ButtonProps, 'visibleFrom'>) {
  const { t } = useTranslation('feeds');
  const { start, busy } = useSync(feed);
  return <Button {...rest} variant="default" size="xs" leftSection={<IconRefresh size={16} aria-hidden />} loading={busy} onClick={start}>{t('actions.sync')}</Button>;
}
