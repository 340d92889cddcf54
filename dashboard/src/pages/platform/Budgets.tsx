import { Progress, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { useFormat } from '../../parts/format';
import { NetworkMark } from '../../parts/NetworkMark';
import { language } from '../../words';
import classes from './Platform.module.css';

type Budget = Thing<'Budget'>;

/** What the networks allow the shared credentials, and how long it will last. */
export function Budgets({ budgets }: { budgets: Budget[] }) {
  const { t } = useTranslation('platform');
  return (
    <Stack component="section" gap="md" aria-labelledby="budgets">
      <Title order={2} id="budgets">{t('budgets.title')}</Title>
      <Card>
        {budgets.length === 0 ? <Text c="dimmed">{t('budgets.none')}</Text> : (
          <ul className={classes.list}>{budgets.map((budget) => <Row key={[budget.network, budget.account, budget.name].join()} budget={budget} />)}</ul>
        )}
      </Card>
    </Stack>
  );
}

function Row({ budget }: { budget: Budget }) {
  const { t } = useTranslation(['platform', 'shell']);
  const { number } = useFormat();
  const { network, account, name, used, limit } = budget;
  const names: Record<string, string> = t('budgets.names', { returnObjects: true });
  const units: Record<string, string> = t('budgets.units', { returnObjects: true });
  const amount = t('budgets.used', { used: number(used), limit: number(limit), unit: units[budget.unit] ?? budget.unit });
  return (
    <li className={classes.budget}>
      <NetworkMark network={network} size={32} />
      <div className={classes.what}>
        <Text fw={620} lh={1.3}>{t(`shell:networks.${network}`)} · {names[name] ?? name}</Text>
        {account && <Text size="xs" c="dimmed">{t('budgets.account', { account })}</Text>}
      </div>
      <Stack gap={4} className={classes.amount}>
        <Progress value={Math.min(100, (used / limit) * 100)} color={colorOf(budget)} radius="xl" aria-label={amount} />
        <Text size="sm" c="dimmed">{amount}</Text>
      </Stack>
      <Forecast budget={budget} />
    </li>
  );
}

function colorOf({ used, limit, runsOutAt, blockedUntil }: Budget) {
  if (used >= limit || blockedUntil) return 'red.7';
  return runsOutAt ? 'yellow.6' : 'green.7';
}

/** How long it lasts, and what holds queries back. */
function Forecast({ budget: { used, limit, until, runsOutAt, waitSeconds, blockedUntil, reason } }: { budget: Budget }) {
  const { t } = useTranslation('platform');
  const { ago, moment } = useFormat();
  const lasting = used >= limit ? t('budgets.empty') : runsOutAt ? t('budgets.runsOut', { when: ago(runsOutAt) }) : t('budgets.lasts');
  const more = [until ? t('budgets.anew', { when: ago(until) }) : t('budgets.rolls'), waitSeconds > 0 && t('budgets.waits', { time: minutes(waitSeconds) })].filter(Boolean).join(' · ');
  return (
    <div className={classes.forecast}>
      <Text size="sm" fw={620} title={runsOutAt && moment(runsOutAt)}>{lasting}</Text>
      <Text size="sm" c="dimmed">{more}</Text>
      {blockedUntil && <Text size="sm" c="var(--mantine-color-error)">{t('budgets.blocked', { when: moment(blockedUntil) })}{reason && `: ${reason}`}</Text>}
    </div>
  );
}

function minutes(seconds: number): string {
  const [value, unit] = seconds < 60 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return new Intl.NumberFormat(language(), { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}
