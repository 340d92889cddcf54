import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus, IconRss } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { tenantQuery, type Thing } from '../../api/queries';
import { Empty } from '../../parts/Empty';
import { Hint } from '../../parts/Hint';
import { Page } from '../../parts/Page';
import { Ready } from '../../parts/Ready';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import { FeedCard } from './FeedCard';
import { liveFeedsQuery } from './queries';

/** The feeds, how each is doing, and what can be done about it. */
export default function Feeds() {
  const { t } = useTranslation('feeds');
  const { api } = useTenancy();
  return (
    <Page title={t('title')} about={t('about')} actions={<AddButton />}>
      <div>
        <Ready query={useQuery(liveFeedsQuery(api))}>{({ items }) => <List feeds={items} />}</Ready>
      </div>
    </Page>
  );
}

function List({ feeds }: { feeds: Thing<'Feed'>[] }) {
  const { t } = useTranslation('feeds');
  if (feeds.length === 0) return <Empty icon={IconRss} title={t('none.title')} text={t('none.text')} action={<AddButton />} />;
  return (
    <Stack gap="md">
      <PlanRoom />
      {feeds.map((feed) => <FeedCard key={feed.id} feed={feed} />)}
    </Stack>
  );
}

function usePlanRoom() {
  const { api } = useTenancy();
  const { data } = useQuery(tenantQuery(api));
  const { feeds = 0, feedLimit = null } = data?.usage ?? {};
  return { feeds, feedLimit, full: feedLimit !== null && feeds >= feedLimit };
}

function AddButton() {
  const { t } = useTranslation('feeds');
  const { tenant, mayEdit } = useTenancy();
  const { full } = usePlanRoom();
  if (!mayEdit || full) return null;
  return <Button component={Link} to={pathOf(tenant.id, 'feeds/new')} leftSection={<IconPlus size={18} aria-hidden />}>{t('add')}</Button>;
}

/** How many feeds the plan still has, and what to do when it has none. */
function PlanRoom() {
  const { t } = useTranslation('feeds');
  const { tenant, mayEdit, mayOwn } = useTenancy();
  const { feeds, feedLimit, full } = usePlanRoom();
  if (feedLimit === null) return null;
  if (!full || !mayEdit) return <Text size="sm" c="dimmed">{t('used', { count: feeds, limit: feedLimit })}</Text>;
  return (
    <Hint title={t('full.title')}>
      {t('full.text')}
      {mayOwn && <Button component={Link} to={pathOf(tenant.id, 'settings')} size="xs" variant="default">{t('full.plan')}</Button>}
    </Hint>
  );
}
