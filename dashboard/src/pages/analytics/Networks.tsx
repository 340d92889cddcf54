import { Progress, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { useFormat } from '../../parts/format';
import { NetworkMark } from '../../parts/NetworkMark';
import classes from './Lists.module.css';

/** How much each network's posts are seen and clicked. */
export function Networks({ networks }: { networks: Thing<'AnalyticsNetwork'>[] }) {
  const { t } = useTranslation('analytics');
  const all = networks.reduce((sum, { impressions }) => sum + impressions, 0);
  if (networks.length === 0) return null;
  return (
    <section aria-labelledby="networks">
      <Title order={2} mb="md" id="networks">{t('networks.title')}</Title>
      <Card>
        <ul className={classes.list}>
          {networks.toSorted((a, b) => b.impressions - a.impressions).map((network) => <Row key={network.network} {...network} share={all ? network.impressions / all : 0} />)}
        </ul>
      </Card>
    </section>
  );
}

function Row({ network, impressions, clicks, share }: Thing<'AnalyticsNetwork'> & { share: number }) {
  const { t } = useTranslation(['analytics', 'shell']);
  const { number, percent } = useFormat();
  return (
    <li className={classes.row}>
      <NetworkMark network={network} />
      <Stack gap={6} miw={0}>
        <Text fw={620} lh={1.2}>{t(`shell:networks.${network}`)}</Text>
        <Progress value={share * 100} color="coral.6" radius="xl" aria-label={t('networks.share', { percent: percent(share) })} />
      </Stack>
      <Figures seen={t('networks.seen', { count: impressions, figure: number(impressions) })} clicks={t('networks.clicks', { count: clicks, figure: number(clicks) })} />
    </li>
  );
}

export function Figures({ seen, clicks }: { seen: string; clicks: string }) {
  return (
    <div className={classes.figures}>
      <Text size="sm" fw={620}>{clicks}</Text>
      <Text size="sm" c="dimmed">{seen}</Text>
    </div>
  );
}
