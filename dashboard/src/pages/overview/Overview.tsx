import { Button, Group, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { meQuery, type Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { plain } from '../../parts/format';
import { Page } from '../../parts/Page';
import { Ready } from '../../parts/Ready';
import { Tenants } from './Tenants';

/** All that a person of several tenants works on, what needs attention first. */
export default function Overview() {
  const { t } = useTranslation('overview');
  const query = useQuery({ ...meQuery, refetchInterval: 60_000 });
  const add = <Button component={Link} to="/register" leftSection={<IconPlus size={18} aria-hidden />}>{t('add')}</Button>;
  return (
    <Page title={t('title')} about={<>{t('about')} <Text span visibleFrom="sm">{t('keys')}</Text></>} actions={add}>
      <div><Ready query={query}>{({ tenants }) => <All tenants={tenants} />}</Ready></div>
    </Page>
  );
}

function All({ tenants }: { tenants: Thing<'MyTenant'>[] }) {
  const { t } = useTranslation('overview');
  const [search, setSearch] = useState('');
  const troubled = tenants.filter(({ feedsInError }) => feedsInError > 0).length;
  const found = urgentFirst(tenants.filter(({ name }) => plain(name).includes(plain(search))));
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text fw={620}>{troubled ? t('sum', { walls: tenants.length, count: troubled }) : t('sumWell', { walls: tenants.length })}</Text>
        <TextInput value={search} onChange={(event) => setSearch(event.currentTarget.value)} placeholder={t('search')} aria-label={t('search')} leftSection={<IconSearch size={16} aria-hidden />} />
      </Group>
      {found.length > 0 ? <Tenants tenants={found} /> : <Card><Text c="dimmed">{t('none')}</Text></Card>}
    </Stack>
  );
}

/** By feeds in error, then by name. */
function urgentFirst(tenants: Thing<'MyTenant'>[]) {
  return tenants.toSorted((a, b) => b.feedsInError - a.feedsInError || a.name.localeCompare(b.name));
}
