import { ActionIcon, Badge, Menu, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconArrowBackUp, IconDots, IconLock, IconLockOpen, IconReceipt } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Confirm } from '../../parts/Confirm';
import { useFormat } from '../../parts/format';
import { done, failed } from '../../parts/notices';
import classes from './Platform.module.css';
import { useAdminister } from './queries';
import { useClassWords } from './useClassWords';

const PlanDialog = lazy(() => import('./PlanDialog'));

type Tenant = Thing<'AdminTenant'>;

/** A tenant as those see it who run the platform. */
export function TenantRow({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation(['platform', 'shell']);
  const { day } = useFormat();
  const { name, domain, plan, createdAt, purgeAt } = tenant;
  return (
    <li className={classes.tenant} aria-label={name}>
      <div className={classes.name}>
        <Text fw={620} lh={1.3}>{name}</Text>
        <Text size="sm" c="dimmed">{domain}</Text>
      </div>
      <State tenant={tenant} />
      <Text size="sm">{t(`shell:plans.${plan}`)}</Text>
      <Text size="sm" c="dimmed">{purgeAt ? t('tenants.purge', { day: day(purgeAt) }) : t('tenants.since', { day: day(createdAt) })}</Text>
      <div className={classes.actions}>{tenant.status !== 'provisioning' && <Actions tenant={tenant} />}</div>
      {tenant.feedsInError.length > 0 && <FeedErrors errors={tenant.feedsInError} />}
    </li>
  );
}

function State({ tenant: { status, feedsInError } }: { tenant: Tenant }) {
  const { t } = useTranslation(['platform', 'shell']);
  const [color, words] =
    status === 'suspended' ? ['red', t('shell:status.suspended')]
    : status !== 'active' ? ['gray', t(`shell:status.${status}`)]
    : feedsInError.length > 0 ? ['yellow', t('tenants.errors', { count: feedsInError.length })]
    : ['green', t('tenants.well')];
  return <div><Badge color={color} variant="light" tt="none">{words}</Badge></div>;
}

/** What is wrong with its feeds; the API's own words, which are English, say it in full. */
function FeedErrors({ errors }: { errors: Tenant['feedsInError'] }) {
  const { ago } = useFormat();
  const words = useClassWords();
  return (
    <Stack gap={2} className={classes.errors}>
      {errors.map(({ class: kind, message, since }, n) => (
        <Text key={n} size="sm" c="dimmed"><Text span inherit fw={620}>{words(kind)}</Text> · <span lang="en">{message}</span> · {ago(since)}</Text>
      ))}
    </Stack>
  );
}

function Actions({ tenant }: { tenant: Tenant }) {
  const { t } = useTranslation('platform');
  const { id, name, status } = tenant;
  const [suspending, suspend] = useDisclosure();
  const [planning, plan] = useDisclosure();
  const administer = useAdminister(id);
  const open = (words: 'resumed' | 'restored') =>
    administer.mutate({ status: 'active' }, { onSuccess: () => done(t(`done.${words}`, { name })), onError: (error) => failed(error, () => open(words)) });
  return (
    <>
      <Menu position="bottom-end" width={220}>
        <Menu.Target><ActionIcon variant="subtle" color="gray" size="lg" loading={administer.isPending && !suspending} aria-label={t('tenants.actions', { name })}><IconDots size={20} aria-hidden /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {status !== 'deleted' && <Menu.Item leftSection={<IconReceipt size={18} aria-hidden />} onClick={plan.open}>{t('tenants.change')}</Menu.Item>}
          {status === 'active' && <Menu.Item color="red" leftSection={<IconLock size={18} aria-hidden />} onClick={suspend.open}>{t('tenants.suspend')}</Menu.Item>}
          {status === 'suspended' && <Menu.Item leftSection={<IconLockOpen size={18} aria-hidden />} onClick={() => open('resumed')}>{t('tenants.resume')}</Menu.Item>}
          {status === 'deleted' && <Menu.Item leftSection={<IconArrowBackUp size={18} aria-hidden />} onClick={() => open('restored')}>{t('tenants.restore')}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      <Suspend tenant={tenant} opened={suspending} close={suspend.close} />
      {planning && <Suspense><PlanDialog tenant={tenant} close={plan.close} /></Suspense>}
    </>
  );
}

function Suspend({ tenant: { id, name }, opened, close }: { tenant: Tenant; opened: boolean; close: () => void }) {
  const { t } = useTranslation('platform');
  const administer = useAdminister(id);
  const go = () => administer.mutate({ status: 'suspended' }, { onSuccess: () => { close(); done(t('done.suspended', { name })); } });
  return (
    <Confirm opened={opened} onClose={close} title={t('dialog.suspend', { name })} confirm={t('dialog.suspendButton')} onConfirm={go} busy={administer.isPending} error={administer.error}>
      <Text>{t('dialog.suspendText')}</Text>
    </Confirm>
  );
}
