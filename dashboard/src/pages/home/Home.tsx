import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { tenantQuery } from '../../api/queries';
import { Card } from '../../parts/Card';
import { PostGlances } from '../../parts/PostGlance';
import { LoadingPage, Ready } from '../../parts/Ready';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import { liveFeedsQuery } from '../feeds/queries';
import { Alive } from './Alive';
import { Needs } from './Needs';
import { fortnightQuery, newestQuery, pendingQuery } from './queries';
import { Week } from './Week';

/** Is my wall alive, and what needs me? */
export default function Home() {
  const { t } = useTranslation('home');
  const { tenant } = useTenancy();
  if (tenant.status === 'provisioning') return <Navigate to={`/register/${tenant.id}/making`} replace />;
  return (
    <>
      <title>{`${t('title')} · ${tenant.name}`}</title>
      <Answers />
    </>
  );
}

function Answers() {
  const waiting = useDeferredValue(useWaiting());
  if (waiting) return <LoadingPage />;
  return (
    <Stack gap="xl">
      <Wall />
      <Newest />
    </Stack>
  );
}

/** Everything is asked for at once, and drawn at once: nothing moves when the next answer comes. What fails is not waited for. */
function useWaiting(): boolean {
  const { api } = useTenancy();
  const all = [useQuery(liveFeedsQuery(api)), useQuery(tenantQuery(api)), useQuery(fortnightQuery(api)), useQuery(newestQuery(api)), useQuery(pendingQuery(api))];
  return all.some(({ isPending, failureCount }) => isPending && failureCount === 0);
}

function Wall() {
  const { api } = useTenancy();
  const feeds = useQuery(liveFeedsQuery(api));
  return (
    <Ready query={feeds}>
      {({ items }) => (
        <Stack gap="xl">
          <Alive feeds={items} />
          <Needs feeds={items} />
          <Week />
        </Stack>
      )}
    </Ready>
  );
}

function Newest() {
  const { t } = useTranslation('home');
  const { api, tenant } = useTenancy();
  return (
    <section aria-labelledby="newest">
      <Group justify="space-between" mb="md">
        <Title order={2} id="newest">{t('newest.title')}</Title>
        <Anchor component={Link} to={pathOf(tenant.id, 'posts')}>{t('newest.all')}</Anchor>
      </Group>
      <Ready query={useQuery(newestQuery(api))}>
        {({ items }) => (items.length > 0 ? <PostGlances posts={items.filter(({ shown }) => shown).slice(0, 8)} /> : <Card><Text c="dimmed">{t('newest.none')}</Text></Card>)}
      </Ready>
    </section>
  );
}
