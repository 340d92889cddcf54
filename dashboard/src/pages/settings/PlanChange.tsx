import { List, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { problemOf, type Tagged } from '../../api/problem';
import { feedsQuery, queryClient, type Thing } from '../../api/queries';
import { Others } from '../../parts/Changed';
import { Confirm } from '../../parts/Confirm';
import { done } from '../../parts/notices';
import { Ready } from '../../parts/Ready';
import { useTenancy } from '../../shell/TenantRoute';
import { crowdedOut, plans } from './plans';
import { settingsQuery, useChangeTenant } from './queries';

type Tenant = Thing<'Tenant'>;

interface Props {
  from: Tagged<Tenant>;
  to: Thing<'Plan'>;
  close: () => void;
  onPaused: (ids: string[]) => void;
}

/** Asks before the plan changes, and says which feeds it pauses. If somebody else has chosen another plan meanwhile, asks once more. */
export default function PlanChange({ from, to, close, onPaused }: Props) {
  const { t } = useTranslation(['settings', 'shell', 'problems']);
  const { api } = useTenancy();
  const feeds = useQuery(feedsQuery(api));
  const change = useChangeTenant();
  const [told, setTold] = useState(false);
  const named = { plan: t(`shell:plans.${to}`) };
  const send = async (): Promise<Tenant> => {
    try {
      return (await change({ plan: to }, from.etag)).value;
    } catch (error) {
      if (problemOf(error).code !== 'changed') throw error;
      const { value, etag } = await queryClient.fetchQuery({ ...settingsQuery(api), staleTime: 0 });
      if (value.plan === to) return value;
      if (value.plan === from.value.plan) return (await change({ plan: to }, etag)).value; // only something else was changed
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
      {told && <Others><Text size="sm">{t('versions', { theirs: t(`shell:plans.${from.value.plan}`), mine: named.plan })}</Text></Others>}
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
