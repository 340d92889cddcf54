import { Alert, List, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf } from '../../api/problem';
import { feedsQuery, type Thing } from '../../api/queries';
import { Confirm } from '../../parts/Confirm';
import { done } from '../../parts/notices';
import { Ready } from '../../parts/Ready';
import { useTenancy } from '../../shell/TenantRoute';
import { crowdedOut, plans } from './plans';
import { useChangeTenant } from './queries';
import type { Tagged } from './useSettingsForm';

interface Props {
  from: Tagged;
  to: Thing<'Plan'>;
  close: () => void;
  onPaused: (ids: string[]) => void;
  onTheirs: () => Promise<Tagged>;
}

/** Asks before the plan changes, and says which feeds it pauses. If somebody else has chosen another plan meanwhile, asks once more. */
export default function PlanChange({ from, to, close, onPaused, onTheirs }: Props) {
  const { t } = useTranslation(['settings', 'shell', 'problems']);
  const { api } = useTenancy();
  const feeds = useQuery(feedsQuery(api));
  const change = useChangeTenant();
  const [told, setTold] = useState(false);
  const named = { plan: t(`shell:plans.${to}`) };
  const send = async (): Promise<Thing<'Tenant'>> => {
    try {
      return await change({ plan: to }, from.etag);
    } catch (error) {
      if (problemOf(error).code !== 'changed') throw error;
      const { value, etag } = await onTheirs();
      if (value.plan === to) return value;
      if (value.plan === from.value.plan) return change({ plan: to }, etag); // only something else was changed
      setTold(true);
      throw error;
    }
  };
  const save = useMutation({
    mutationFn: send,
    onSuccess: ({ pausedFeeds }) => {
      onPaused(pausedFeeds ?? []);
      done(t('plan.changed', named));
      close();
    },
  });
  const out = crowdedOut(feeds.data?.items ?? [], to);
  const question = { title: t('plan.dialog.title', named), confirm: t(out.length ? 'plan.dialog.confirmPauses' : 'plan.dialog.confirm', named) };
  const choice = told && { cancel: t('problems:changedFields.theirs'), confirm: t('problems:changedFields.mine') };
  const error = save.error && problemOf(save.error).code === 'changed' ? undefined : save.error;
  return (
    <Confirm opened onClose={close} {...question} {...choice} onConfirm={() => save.mutate()} busy={save.isPending} error={error} harmless>
      {told && (
        <Alert color="yellow" icon={<IconUsers size={18} />} title={t('problems:changedFields.title')} role="alert">
          <Text size="sm">{t('versions', { theirs: t(`shell:plans.${from.value.plan}`), mine: named.plan })}</Text>
        </Alert>
      )}
      <Ready query={feeds} waiting={<Text c="dimmed">{t('shell:loading')}</Text>}>{() => <WhatHappens from={from.value.plan} to={to} out={out} />}</Ready>
    </Confirm>
  );
}

function WhatHappens({ from, to, out }: { from: Thing<'Plan'>; to: Thing<'Plan'>; out: Thing<'Feed'>[] }) {
  const { t } = useTranslation('settings');
  if (out.length === 0) return <Text>{t(plans.indexOf(to) > plans.indexOf(from) ? 'plan.dialog.more' : 'plan.dialog.fits')}</Text>;
  return (
    <>
      <Text>{t('plan.dialog.pauses', { count: out.length, limit: t(`plan.feeds.${to}`) })}</Text>
      <List>{out.map(({ id, name }) => <List.Item key={id} fw={620}>{name}</List.Item>)}</List>
      <Text>{t('plan.dialog.kept')}</Text>
    </>
  );
}
