import { Button, Checkbox, Group, Select, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useSearchParams } from 'react-router';
import { Card } from '../../parts/Card';
import { FailureNote } from '../../parts/Failure';
import { Ready } from '../../parts/Ready';
import classes from './Platform.module.css';
import { type Filter, tenantsQuery } from './queries';
import { TenantRow } from './TenantRow';

const statuses = ['active', 'suspended', 'provisioning', 'deleted'] as const;
const plans = ['starter', 'business', 'enterprise'] as const;

/** What is looked for is in the address: ?q=…&status=…&plan=…&inError=true */
function useFilter() {
  const [search, setSearch] = useSearchParams();
  const filter: Filter = {
    q: search.get('q') || undefined,
    status: statuses.find((status) => status === search.get('status')),
    plan: plans.find((plan) => plan === search.get('plan')),
    inError: search.get('inError') === 'true' || undefined,
  };
  const set = (part: keyof Filter, value: string | null) =>
    setSearch((before) => {
      before.delete(part);
      if (value) before.set(part, value);
      return before;
    }, { replace: true });
  return { filter, set };
}

/** All walls, found by what one knows of them. */
export function AllTenants() {
  const { t } = useTranslation('platform');
  const { filter, set } = useFilter();
  const { hash } = useLocation();
  const query = useInfiniteQuery(tenantsQuery(filter));
  useEffect(() => {
    if (hash === '#tenants') document.getElementById('tenants')?.scrollIntoView();
  }, [hash, filter.inError]);
  return (
    <Stack component="section" gap="md" aria-labelledby="tenants">
      <Title order={2} id="tenants" style={{ scrollMarginTop: '5rem' }}>{t('tenants.title')}</Title>
      <Filters filter={filter} set={set} />
      <div>
        <Ready query={query}>
          {({ pages }) => {
            const tenants = pages.flatMap(({ items }) => items);
            if (tenants.length === 0) return <Card><Text c="dimmed">{t('tenants.none')}</Text></Card>;
            return <ul className={classes.tenants} aria-labelledby="tenants">{tenants.map((tenant) => <TenantRow key={tenant.id} tenant={tenant} />)}</ul>;
          }}
        </Ready>
      </div>
      {query.isFetchNextPageError && <FailureNote error={query.error} />}
      {query.hasNextPage && <Group><Button variant="default" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>{t('tenants.more')}</Button></Group>}
    </Stack>
  );
}

function Filters({ filter, set }: ReturnType<typeof useFilter>) {
  const { t } = useTranslation(['platform', 'shell']);
  const [typed, setTyped] = useState(filter.q ?? '');
  const look = useDebouncedCallback((text: string) => set('q', text.trim()), 250);
  return (
    <div className={classes.filters} role="search">
      <TextInput
        value={typed} onChange={({ currentTarget: { value } }) => { setTyped(value); look(value); }} maxLength={100}
        placeholder={t('tenants.search')} aria-label={t('tenants.search')} leftSection={<IconSearch size={16} aria-hidden />}
      />
      <Select value={filter.status ?? null} onChange={(value) => set('status', value)} data={statuses.map((value) => ({ value, label: t(`shell:status.${value}`) }))} placeholder={t('tenants.anyStatus')} aria-label={t('tenants.status')} clearable clearButtonProps={{ 'aria-label': t('tenants.anyStatus') }} />
      <Select value={filter.plan ?? null} onChange={(value) => set('plan', value)} data={plans.map((value) => ({ value, label: t(`shell:plans.${value}`) }))} placeholder={t('tenants.anyPlan')} aria-label={t('tenants.plan')} clearable clearButtonProps={{ 'aria-label': t('tenants.anyPlan') }} />
      <Checkbox checked={filter.inError ?? false} onChange={(event) => set('inError', event.currentTarget.checked ? 'true' : null)} label={t('tenants.inError')} />
    </div>
  );
}
