import { Button, Progress, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCheck } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { feedsQuery, type Thing } from '../../api/queries';
import { Hint } from '../../parts/Hint';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import classes from './Plan.module.css';
import { plans } from './plans';
import { Section } from './Section';
import type { SettingsProps } from './useSettingsForm';

const PlanChange = lazy(() => import('./PlanChange'));

/** The plan, what it has room for, and the way to another. */
export function Plan({ settings }: SettingsProps) {
  const { t } = useTranslation('settings');
  const { plan, usage } = settings.value;
  const [wanted, setWanted] = useState<Thing<'Plan'>>();
  const [paused, setPaused] = useState<string[]>([]);
  return (
    <Section id="plan" title={t('plan.title')} about={t('plan.about')}>
      <Stack gap="lg">
        <Usage {...usage} />
        {paused.length > 0 && <Paused ids={paused} plan={plan} />}
        <ul className={classes.plans}>
          {plans.map((one) => <Choice key={one} plan={one} current={one === plan} choose={() => setWanted(one)} />)}
        </ul>
      </Stack>
      {wanted && <Suspense><PlanChange from={settings} to={wanted} close={() => setWanted(undefined)} onPaused={setPaused} /></Suspense>}
    </Section>
  );
}

function Usage({ feeds, feedLimit }: Thing<'Tenant'>['usage']) {
  const { t } = useTranslation('settings');
  if (feedLimit === null) return <Text>{t('plan.any', { count: feeds })}</Text>;
  const words = t('plan.used', { used: feeds, count: feedLimit });
  return (
    <Stack gap={6}>
      <Text>{words}</Text>
      <Progress value={(feeds / feedLimit) * 100} color={feeds >= feedLimit ? 'yellow.6' : 'green.7'} size="lg" radius="xl" aria-label={words} />
    </Stack>
  );
}

function Choice({ plan, current, choose }: { plan: Thing<'Plan'>; current: boolean; choose: () => void }) {
  const { t } = useTranslation(['settings', 'shell']);
  const { mayOwn } = useTenancy();
  const name = t(`shell:plans.${plan}`);
  return (
    <li className={classes.plan} data-current={current || undefined}>
      <Text fw={680}>{name}</Text>
      <Text size="sm">{t(`plan.feeds.${plan}`)}</Text>
      <Text size="sm" c="dimmed">{t(`plan.for.${plan}`)}</Text>
      <div className={classes.foot}>
        {current
          ? <Text size="sm" fw={620}><IconCheck size={16} aria-hidden style={{ verticalAlign: '-3px' }} /> {t('plan.yours')}</Text>
          : mayOwn && <Button variant="default" size="xs" fullWidth onClick={choose}>{t('plan.choose', { plan: name })}</Button>}
      </div>
    </li>
  );
}

/** Which feeds the change has paused. */
function Paused({ ids, plan }: { ids: string[]; plan: Thing<'Plan'> }) {
  const { t } = useTranslation(['settings', 'shell']);
  const { api, tenant } = useTenancy();
  const { data } = useQuery(feedsQuery(api));
  const names = ids.map((id) => data?.items.find((feed) => feed.id === id)?.name ?? '…');
  return (
    <Hint title={t('plan.paused', { count: ids.length, plan: t(`shell:plans.${plan}`), limit: t(`plan.feeds.${plan}`) })}>
      <Text size="sm">{names.join(', ')}</Text>
      <Button component={Link} to={pathOf(tenant.id, 'feeds')} size="xs" variant="default">{t('plan.toFeeds')}</Button>
    </Hint>
  );
}
