import { Badge, Button, Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Thing } from '../../api/queries';
import { useFormat } from '../../parts/format';
import { pathOf } from '../../shell/navigation';
import { Face } from '../../shell/TenantSwitcher';
import { useNeedWords } from '../feeds/state';
import classes from './Tenants.module.css';

/** One line a tenant; on a phone, one card. */
export function Tenants({ tenants }: { tenants: Thing<'MyTenant'>[] }) {
  return <ul className={classes.list}>{tenants.map((tenant) => <Tenant key={tenant.id} tenant={tenant} />)}</ul>;
}

function Tenant({ tenant }: { tenant: Thing<'MyTenant'> }) {
  const { t } = useTranslation(['overview', 'shell']);
  const { ago } = useFormat();
  return (
    <li className={classes.row}>
      <Group gap="sm" wrap="nowrap" miw={0}>
        <Face tenant={tenant} size={36} />
        <Link to={pathOf(tenant.id)} className={classes.name}>{tenant.name}</Link>
      </Group>
      <State tenant={tenant} />
      <Text size="sm" c="dimmed">{tenant.lastSyncAt ? `${t('last')} ${ago(tenant.lastSyncAt)}` : t('never')}</Text>
      <Text size="sm" c="dimmed">{t(`shell:roles.${tenant.role}`)}</Text>
      <div className={classes.action}>
        {tenant.feedsInError > 0 && <Button component={Link} to={pathOf(tenant.id, 'feeds')} size="xs" variant="light" className={classes.above}>{t('look')}</Button>}
      </div>
      <Needs tenant={tenant} />
    </li>
  );
}

/** What waits there, so that nobody has to look. */
function Needs({ tenant: { needs = [] } }: { tenant: Thing<'MyTenant'> }) {
  const say = useNeedWords();
  if (needs.length === 0) return null;
  return <Text size="sm" c="dimmed" className={classes.needs}>{needs.map(say).join(' · ')}</Text>;
}

function State({ tenant: { status, feedsInError } }: { tenant: Thing<'MyTenant'> }) {
  const { t } = useTranslation(['overview', 'shell']);
  if (status !== 'active') return <div><Badge color="gray" variant="light" tt="none">{t(`shell:status.${status}`)}</Badge></div>;
  if (feedsInError > 0) return <div><Badge color="red" variant="light" tt="none">{t('trouble', { count: feedsInError })}</Badge></div>;
  return <div><Badge color="green" variant="light" tt="none">{t('well')}</Badge></div>;
}
