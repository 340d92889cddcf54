import { Button, Group, Stack, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Copyable } from '../../parts/Copyable';
import { useFormat } from '../../parts/format';
import { Hint } from '../../parts/Hint';
import { useTenancy } from '../../shell/TenantRoute';
import { Section } from './Section';

const RotateKey = lazy(() => import('./RotateKey'));

/** The key, the code that holds it, and how it is replaced. */
export function Key({ tenant: { apiKey, embedCode, previousKeyUntil } }: { tenant: Thing<'Tenant'> }) {
  const { t } = useTranslation('settings');
  const { moment } = useFormat();
  const { mayOwn } = useTenancy();
  const [asking, setAsking] = useState(false);
  return (
    <Section id="key" title={t('key.title')} about={t('key.about')}>
      {!apiKey || !embedCode ? <Text c="dimmed">{t('key.notReady')}</Text> : (
        <Stack gap="md">
          {previousKeyUntil && <Hint>{t('key.both', { when: moment(previousKeyUntil) })}</Hint>}
          <Text fw={600} size="sm">{t('key.code')}</Text>
          <Copyable text={embedCode} label={t('key.code')} />
          {mayOwn && <Group justify="flex-end"><Button variant="default" leftSection={<IconRefresh size={18} aria-hidden />} onClick={() => setAsking(true)}>{t('key.rotate')}</Button></Group>}
        </Stack>
      )}
      {asking && <Suspense><RotateKey close={() => setAsking(false)} /></Suspense>}
    </Section>
  );
}
