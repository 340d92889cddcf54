import { Skeleton, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../parts/Hint';
import { Page } from '../../parts/Page';
import { Ready } from '../../parts/Ready';
import { useTenancy } from '../../shell/TenantRoute';
import { Close } from './Close';
import { Key } from './Key';
import { Place } from './Place';
import { Plan } from './Plan';
import { settingsQuery } from './queries';
import { ShowAsked } from './ShowAsked';
import { Sites } from './Sites';

const Owners = lazy(() => import('./Owners'));

/** The tenant itself: its name, where its key works, its plan, its people, and its end. */
export default function Settings() {
  const { t } = useTranslation('settings');
  const { api, tenant, mayOwn } = useTenancy();
  const owner = tenant.role === 'owner';
  return (
    <Page title={t('title')}>
      {!owner && <Hint>{t('owners')}</Hint>}
      <Ready query={useQuery(settingsQuery(api))}>
        {(settings) => (
          <Stack gap={48}>
            <Place settings={settings} />
            <Sites settings={settings} />
            <Key tenant={settings.value} />
            <Plan settings={settings} />
            {owner && <Suspense fallback={<Skeleton h={320} radius="lg" />}><Owners /></Suspense>}
            {mayOwn && <Close days={settings.value.restorableDays} />}
            <ShowAsked />
          </Stack>
        )}
      </Ready>
    </Page>
  );
}
