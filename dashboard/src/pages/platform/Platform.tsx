import { SimpleGrid, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { meQuery, type Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { Empty } from '../../parts/Empty';
import { useFormat } from '../../parts/format';
import { Page } from '../../parts/Page';
import { Ready } from '../../parts/Ready';
import { Budgets } from './Budgets';
import { Errors } from './Errors';
import { Queues } from './Queues';
import { statusQuery } from './queries';
import { AllTenants } from './AllTenants';

/** The console of those who run the platform. The API refuses others. */
export default function Platform() {
  const { t } = useTranslation('platform');
  return (
    <Ready query={useQuery(meQuery)}>
      {({ admin }) => (admin ? <Console /> : <Empty alone icon={IconLock} title={t('only.title')} text={t('only.text')} />)}
    </Ready>
  );
}

function Console() {
  const { t } = useTranslation('platform');
  return (
    <Page title={t('title')} about={t('about')}>
      <Ready query={useQuery(statusQuery)}>
        {(status) => (
          <Stack gap="xl">
            <Counts {...status.tenants} />
            <SimpleGrid cols={{ base: 1, md: 2 }} spacing="xl" verticalSpacing="xl">
              <Errors failing={status.feedsInError} />
              <Queues queues={status.queues} />
            </SimpleGrid>
            <Budgets budgets={status.budgets} />
          </Stack>
        )}
      </Ready>
      <AllTenants />
    </Page>
  );
}

function Counts({ active, suspended, provisioning, inError }: Thing<'TenantCounts'>) {
  const { t } = useTranslation('platform');
  const { number } = useFormat();
  const figures = [
    { name: 'active', value: active },
    { name: 'inError', value: inError, alarming: inError > 0 },
    { name: 'suspended', value: suspended },
    { name: 'provisioning', value: provisioning },
  ] as const;
  return (
    <SimpleGrid cols={{ base: 2, sm: 4 }} spacing={{ base: 'xs', sm: 'md' }}>
      {figures.map(({ name, value, ...figure }) => (
        <Card key={name} p={{ base: 'sm', sm: 'lg' }}>
          <Text size="sm" c="dimmed" lh={1.25}>{t(`counts.${name}`)}</Text>
          <Text fz="1.9rem" fw={700} lh={1.2} c={'alarming' in figure && figure.alarming ? 'var(--mantine-color-error)' : undefined}>{number(value)}</Text>
        </Card>
      ))}
    </SimpleGrid>
  );
}
