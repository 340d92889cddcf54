import { Box, Group, SimpleGrid, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { useFormat } from '../../parts/format';
import { Ready } from '../../parts/Ready';
import { useTenancy } from '../../shell/TenantRoute';
import { fortnightQuery, newestQuery, weekAgo, weeks } from './queries';

/** The week in figures: what came, who saw it, who clicked. */
export function Week() {
  const { t } = useTranslation('home');
  const { api } = useTenancy();
  return (
    <section aria-labelledby="week">
      <Title order={2} mb="md" id="week">{t('week.label')}</Title>
      <Ready query={useQuery(fortnightQuery(api))} waiting={<Skeleton h={112} radius="lg" />}>
        {({ days }) => {
          const { now, before } = weeks(days);
          return (
            <SimpleGrid cols={3} spacing={{ base: 'xs', sm: 'md' }}>
              <NewPosts />
              <Figure name={t('week.views')} value={now.views} before={before.views} bars={days.slice(-7)} />
              <Figure name={t('week.clicks')} value={now.clicks} before={before.clicks} />
            </SimpleGrid>
          );
        }}
      </Ready>
    </section>
  );
}

function NewPosts() {
  const { t } = useTranslation('home');
  const { api } = useTenancy();
  const { number } = useFormat();
  const { data } = useQuery(newestQuery(api));
  const count = data?.items.filter(({ publishedAt }) => new Date(publishedAt).getTime() > weekAgo()).length;
  const more = data?.nextCursor && count === data.items.length;
  return <Shown name={t('week.posts')} value={count === undefined ? '…' : more ? t('week.more', { count }) : number(count)} />;
}

function Figure({ name, value, before, bars }: { name: string; value: number; before: number; bars?: Thing<'AnalyticsDay'>[] }) {
  const { number } = useFormat();
  return <Shown name={name} value={number(value)} note={useChange(value, before)} bars={bars} />;
}

/** How a figure compares with the week before, in words. */
function useChange(value: number, before: number): string {
  const { t } = useTranslation('home');
  const { percent } = useFormat();
  if (value === before) return t('week.same');
  if (before === 0) return t('week.first');
  return t(value > before ? 'week.up' : 'week.down', { percent: percent(Math.abs(value - before) / before) });
}

function Shown({ name, value, note, bars }: { name: string; value: string; note?: string; bars?: Thing<'AnalyticsDay'>[] }) {
  return (
    <Card p={{ base: 'sm', sm: 'lg' }}>
      <Group justify="space-between" wrap="nowrap" align="flex-end">
        <Stack gap={2}>
          <Text size="sm" c="dimmed" lh={1.25}>{name}</Text>
          <Text fz="1.9rem" fw={700} lh={1.1}>{value}</Text>
        </Stack>
        {bars?.some(({ views }) => views > 0) && <Box visibleFrom="md"><Bars days={bars} /></Box>}
      </Group>
      {note && <Text size="xs" c="dimmed" mt={6} visibleFrom="xs">{note}</Text>}
    </Card>
  );
}

/** Seven small bars, the last of them today. */
function Bars({ days }: { days: Thing<'AnalyticsDay'>[] }) {
  const { t } = useTranslation('home');
  const most = Math.max(1, ...days.map(({ views }) => views));
  return (
    <svg viewBox="0 0 76 40" width={76} height={40} role="img" aria-label={t('week.bars', { list: days.map(({ views }) => views).join(', ') })}>
      {days.map(({ day, views }, n) => {
        const height = Math.max(2, (views / most) * 40);
        return <rect key={day} x={n * 11} y={40 - height} width={8} height={height} rx={2} fill={n === 6 ? 'var(--mantine-color-coral-5)' : 'var(--mantine-color-coral-2)'} />;
      })}
    </svg>
  );
}
