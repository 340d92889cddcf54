import { Anchor, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, Navigate } from 'react-router';
import { Card } from '../../parts/Card';
import { PostGlances } from '../../parts/PostGlance';
import { LoadingPage, Ready } from '../../parts/Ready';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import { liveFeedsQuery } from '../feeds/queries';
import { Alive } from './Alive';
import { Needs } from './Needs';
import { newestQuery } from './queries';
import { Week } from './Week';

/** Is my wall alive, and what needs me? */
export default function Home() {
  const { t } = useTranslation('home');
  const { tenant } = useTenancy();
  if (tenant.status === 'provisioning') return <Navigate to={`/register/${tenant.id}/making`} replace />;
  return (
    <Stack gap="xl">
      <title>{`${t('title')} · ${tenant.name}`}</title>
      <Wall />
      <Newest />
    </Stack>
  );
}

function Wall() {
  const { api } = useTenancy();
  const feeds = useQuery(liveFeedsQuery(api));
  return (
    <Ready query={feeds} waiting={<LoadingPage />}>
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
