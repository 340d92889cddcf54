import { Box, Tabs } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconCode, IconDeviceTv, IconPalette } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { tenantQuery } from '../../api/queries';
import { widgetQuery } from '../../api/widget';
import { Page } from '../../parts/Page';
import { LoadingPage, Ready } from '../../parts/Ready';
import { useTenancy } from '../../shell/TenantRoute';
import { Designer } from './Designer';

const Embed = lazy(() => import('./Embed'));
const Screen = lazy(() => import('./Screen'));

const parts = ['look', 'embed', 'screen'] as const;
const icons = { look: IconPalette, embed: IconCode, screen: IconDeviceTv };

/** How the wall looks, how it gets on a site, and how it fills a screen. */
export default function Design() {
  const { t } = useTranslation('design');
  const { api } = useTenancy();
  const [search, setSearch] = useSearchParams();
  const part = parts.find((name) => name === search.get('part')) ?? 'look';
  const widget = useQuery(widgetQuery(api));
  const tenant = useQuery(tenantQuery(api));
  return (
    <Page title={t('title')} about={t('about')}>
      <Tabs value={part} onChange={(next) => setSearch(next && next !== 'look' ? { part: next } : {})} keepMounted={false}>
        <Tabs.List mb="lg">
          {parts.map((name) => {
            const Mark = icons[name];
            return <Tabs.Tab key={name} value={name} px="sm" leftSection={<Box component="span" visibleFrom="sm"><Mark size={18} aria-hidden style={{ display: 'block' }} /></Box>}>{t(`parts.${name}`)}</Tabs.Tab>;
          })}
        </Tabs.List>
        <Ready query={tenant}>
          {(full) => (
            <>
              <Tabs.Panel value="look"><Ready query={widget}>{(read) => <Designer read={read} apiKey={full.apiKey ?? ''} />}</Ready></Tabs.Panel>
              <Tabs.Panel value="embed"><Suspense fallback={<LoadingPage />}><Embed tenant={full} /></Suspense></Tabs.Panel>
              <Tabs.Panel value="screen"><Suspense fallback={<LoadingPage />}><Screen tenant={full} /></Suspense></Tabs.Panel>
            </>
          )}
        </Ready>
      </Tabs>
    </Page>
  );
}
