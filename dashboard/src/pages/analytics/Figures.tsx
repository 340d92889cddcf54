import { Skeleton, Text, UnstyledButton } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { useFormat } from '../../parts/format';
import { useDays } from './days';
import classes from './Figures.module.css';

const Chart = lazy(() => import('./Chart'));

export type Count = 'views' | 'impressions' | 'clicks';
const counts: Count[] = ['views', 'impressions', 'clicks'];

/** The three sums; the one that is chosen is drawn day by day. */
export function Figures({ report }: { report: Thing<'Analytics'> }) {
  const [count, setCount] = useState<Count>('views');
  const words = useChartWords(report, count);
  return (
    <Card p={0} style={{ borderColor: 'var(--line)', overflow: 'hidden' }}>
      <div className={classes.figures}>
        {counts.map((one) => <Figure key={one} count={one} report={report} chosen={one === count} choose={() => setCount(one)} />)}
      </div>
      <div className={classes.chart} role="img" aria-label={words}>
        <Suspense fallback={<Skeleton h="100%" />}><Chart days={report.days} count={count} /></Suspense>
      </div>
    </Card>
  );
}

function Figure({ count, report: { total, days }, chosen, choose }: { count: Count; report: Thing<'Analytics'>; chosen: boolean; choose: () => void }) {
  const { t } = useTranslation('analytics');
  const { number } = useFormat();
  const average = total[count] / Math.max(1, days.length);
  const figure = number(average < 10 ? Math.round(average * 10) / 10 : Math.round(average));
  return (
    <UnstyledButton className={classes.figure} aria-pressed={chosen} onClick={choose} title={t(`hints.${count}`)}>
      <Text size="sm" c="dimmed" lh={1.25}>{t(`counts.${count}`)}</Text>
      <div className={classes.value}>{number(total[count])}</div>
      <Text size="xs" c="dimmed" visibleFrom="xs">{t('perDay', { figure })}</Text>
    </UnstyledButton>
  );
}

/** What the chart shows, for those who do not see it. */
function useChartWords({ from, to, days }: Thing<'Analytics'>, count: Count): string {
  const { t } = useTranslation('analytics');
  const { number } = useFormat();
  const { long } = useDays();
  const name = t(`counts.${count}`);
  const best = days.reduce((most, day) => (day[count] > most[count] ? day : most), days[0]!);
  if (best[count] === 0) return t('chartEmpty', { name });
  return t('chart', { name, from: long(from), to: long(to), most: number(best[count]), day: long(best.day) });
}
