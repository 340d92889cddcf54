import { Button, Group } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPencilPlus, IconShieldCog } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../parts/Page';
import { useTenancy } from '../../shell/TenantRoute';
import { Filters } from './Filters';
import { Grid } from './Grid';
import { Hold } from './Hold';
import { StatusTabs } from './StatusTabs';
import { useView } from './useView';

const WritePost = lazy(() => import('./WritePost'));
const Rules = lazy(() => import('./Rules'));

/** What is on the wall, what waits, and what is kept off it, each post with what can be decided about it. */
export default function Posts() {
  const { t } = useTranslation('posts');
  const { api, mayEdit } = useTenancy();
  const { view, look } = useView();
  return (
    <Page title={t('title')} about={t('about')} actions={<Ways />}>
      {mayEdit && <Hold />}
      <div>
        <Group justify="space-between" gap="sm" mb="md">
          <StatusTabs view={view} look={look} />
          <Filters view={view} look={look} />
        </Group>
        {/* Another view, other posts: nothing stays selected. */}
        <Grid key={JSON.stringify([api.tenant, view.status])} view={view} look={look} />
      </div>
    </Page>
  );
}

/** The dialogs of the page, loaded when they are asked for. */
function Ways() {
  const { t } = useTranslation('posts');
  const { mayEdit } = useTenancy();
  const writing = useAsked();
  const rules = useAsked();
  return (
    <>
      <Button variant="default" leftSection={<IconShieldCog size={18} aria-hidden />} onClick={rules.open}>{t('rules.button')}</Button>
      {mayEdit && <Button leftSection={<IconPencilPlus size={18} aria-hidden />} onClick={writing.open}>{t('write.button')}</Button>}
      <Suspense>
        {writing.asked && <WritePost opened={writing.opened} close={writing.close} />}
        {rules.asked && <Rules opened={rules.opened} close={rules.close} />}
      </Suspense>
    </>
  );
}

function useAsked() {
  const [asked, setAsked] = useState(false);
  const [opened, { open, close }] = useDisclosure();
  return { asked, opened, close, open: () => { setAsked(true); open(); } };
}
