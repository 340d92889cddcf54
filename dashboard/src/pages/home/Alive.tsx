import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCode, IconExternalLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { tenantQuery, type Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { useFormat } from '../../parts/format';
import { useTenancy } from '../../shell/TenantRoute';
import { moodOf } from '../feeds/state';
import classes from './Alive.module.css';

type Feed = Thing<'Feed'>;
type Life = 'well' | 'needs' | 'still' | 'none' | 'paused';

/** How the wall as a whole is doing. */
function lifeOf(feeds: Feed[]): Life {
  const enabled = feeds.filter(({ enabled }) => enabled);
  if (feeds.length === 0) return 'none';
  if (enabled.length === 0) return 'paused';
  const failing = enabled.filter(({ state }) => state.error);
  if (failing.length === enabled.length) return 'still';
  return enabled.some((feed) => moodOf(feed) === 'troubled') ? 'needs' : 'well';
}

/** The answer to the first question: is my wall alive? */
export function Alive({ feeds }: { feeds: Feed[] }) {
  const { t } = useTranslation('home');
  const life = lifeOf(feeds);
  return (
    <Card className={classes.alive} data-life={life}>
      <Group justify="space-between" gap="lg">
        <Group wrap="nowrap" align="flex-start" gap="md" flex="1 1 20rem">
          <span className={classes.heart} aria-hidden />
          <Stack gap={4}>
            <Title order={1}>{t(`alive.${life}`)}</Title>
            <Text>{t(`about.${life}`)}</Text>
            <Times feeds={feeds} />
          </Stack>
        </Group>
        <Ways />
      </Group>
    </Card>
  );
}

function Times({ feeds }: { feeds: Feed[] }) {
  const { t } = useTranslation('home');
  const { ago, moment } = useFormat();
  const enabled = feeds.filter(({ enabled }) => enabled);
  const last = feeds.map(({ state }) => state.lastSyncAt ?? '').sort().at(-1);
  const next = enabled.map(({ state }) => state.nextSyncAt ?? '').sort()[0];
  if (!last) return null;
  return (
    <Text size="sm" c="dimmed" title={moment(last)}>
      {t('last', { when: ago(last) })}
      {enabled.length > 0 && ` · ${next && new Date(next) > new Date() ? t('next', { when: ago(next) }) : t('soon')}`}
    </Text>
  );
}

/** To the wall itself, and to the code that puts it on a site. */
function Ways() {
  const { t } = useTranslation('home');
  const { api, tenant } = useTenancy();
  const { data } = useQuery(tenantQuery(api));
  return (
    <Group gap="sm" className={classes.ways}>
      <Button component={Link} to={`/register/${tenant.id}/code`} variant="default" leftSection={<IconCode size={18} aria-hidden />}>{t('code')}</Button>
      <Button component="a" href={`/wall.html?key=${data?.apiKey ?? ''}&analytics=false`} target="_blank" leftSection={<IconExternalLink size={18} aria-hidden />} disabled={!data?.apiKey} aria-disabled={!data?.apiKey}>{t('see')}</Button>
    </Group>
  );
}
