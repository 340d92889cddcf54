import { Button, Group, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from './Section';

const CloseDialog = lazy(() => import('./CloseDialog'));

/** The end of the tenant. */
export function Close() {
  const { t } = useTranslation('settings');
  const [asking, setAsking] = useState(false);
  return (
    <Section id="close" title={t('close.title')} about={t('close.about')}>
      <Group justify="space-between">
        <Text size="sm" flex="1 1 18rem">{t('close.text')}</Text>
        <Button variant="outline" color="red" onClick={() => setAsking(true)}>{t('close.button')}</Button>
      </Group>
      {asking && <Suspense><CloseDialog close={() => setAsking(false)} /></Suspense>}
    </Section>
  );
}
