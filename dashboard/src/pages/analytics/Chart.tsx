import '@mantine/charts/styles.css';
import { AreaChart } from '@mantine/charts';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { useFormat } from '../../parts/format';
import { useDays } from './days';
import type { Count } from './Figures';

/** A count day by day. Loaded when it is first looked at. */
export default function Chart({ days, count }: { days: Thing<'AnalyticsDay'>[]; count: Count }) {
  const { t } = useTranslation('analytics');
  const { number } = useFormat();
  const { long, short } = useDays();
  return (
    <AreaChart
      h="100%" data={days} dataKey="day" series={[{ name: count, label: t(`counts.${count}`), color: 'coral.6' }]} valueFormatter={number}
      curveType="monotone" fillOpacity={0.18} strokeWidth={2} withDots={days.length <= 31} dotProps={{ r: 2.5 }} gridAxis="x" tickLine="none"
      xAxisProps={{ tickFormatter: short, minTickGap: 28, interval: 'preserveStartEnd' }}
      yAxisProps={{ allowDecimals: false, width: 44 }}
      tooltipProps={{ labelFormatter: (day) => (day ? long(String(day)) : '') /* it asks before anything is pointed at */ }}
      areaProps={{ isAnimationActive: false }}
    />
  );
}
