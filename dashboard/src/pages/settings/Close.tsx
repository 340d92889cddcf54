import { Button, Group, Text } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from './Section';

const CloseDialog = lazy(() => import('./CloseDialog'));

/** The end of the tenant, which can be undone for some days. */
export function Close({ days }: { days: number | undefined }) {
  const { t } = useTranslation('settings');
  const [asking, setAsking] = useState(false);
  return (
    <Section id="close" title={t('close.title')} about={t('close.about')}>
      <Group justify="space-between">
        <Text size="sm" flex="1 1 18rem">{t('close.text', { days })}</Text>
        <Button variant="outline" color="red" onClick={() => setAsking(true)}>{t('close.button')}</Button>
      </Group>
      {asking && <Suspense><CloseDialog days={days} close={() => setAsking(false)} /></Suspense>}
    </Section>
  );
}
