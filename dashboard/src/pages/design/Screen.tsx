import { Button, Grid, Group, Select, Stack, Switch, Text, Title } from '@mantine/core';
import { IconDownload, IconExternalLink } from '@tabler/icons-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { Copyable } from '../../parts/Copyable';
import { layouts, scrolls } from './look';
import { qrPicture } from './qr';

/** The full-screen page for an event, with its link and a QR code that leads there. */
export default function Screen({ tenant }: { tenant: Thing<'Tenant'> }) {
  const { t } = useTranslation('design');
  const [layout, setLayout] = useState('');
  const [scroll, setScroll] = useState('slow');
  const [large, setLarge] = useState(true);
  const link = linkOf(tenant.apiKey ?? '', { layout, scroll: scroll === 'slow' ? '' : scroll, type: large ? 'large' : '' });
  return (
    <Grid gap="lg">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Card>
          <Stack gap="lg">
            <div>
              <Title order={2} size="h3">{t('screen.title')}</Title>
              <Text c="dimmed" mt={4}>{t('screen.about')}</Text>
            </div>
            <Select label={t('fields.layout')} value={layout} onChange={(next) => setLayout(next ?? '')} data={[{ value: '', label: t('screen.asWall') }, ...layouts.map((value) => ({ value, label: t(`values.layout.${value}`) }))]} allowDeselect={false} />
            <Select label={t('fields.scroll')} value={scroll} onChange={(next) => setScroll(next ?? 'slow')} data={scrolls.map((value) => ({ value, label: t(`values.scroll.${value}`) }))} allowDeselect={false} />
            <Switch label={t('screen.large')} description={t('screen.largeHint')} checked={large} onChange={(event) => setLarge(event.currentTarget.checked)} />
            <Copyable text={link} label={t('screen.link')} />
          </Stack>
        </Card>
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}><Qr link={link} name={tenant.name} /></Grid.Col>
    </Grid>
  );
}

function linkOf(key: string, said: Record<string, string>): string {
  const query = new URLSearchParams({ key, ...Object.fromEntries(Object.entries(said).filter(([, value]) => value)) });
  return `${location.origin}/wall.html?${query.toString()}`;
}

function Qr({ link, name }: { link: string; name: string }) {
  const { t } = useTranslation('design');
  const { address, path, size } = useMemo(() => qrPicture(link), [link]);
  return (
    <Card>
      <Stack align="center" gap="md">
        <svg viewBox={`0 0 ${size} ${size}`} width="100%" role="img" aria-label={t('screen.qr')} style={{ maxWidth: 260, borderRadius: 12, background: '#fff' }} shapeRendering="crispEdges"><path d={path} fill="#000" /></svg>
        <Text size="sm" c="dimmed" ta="center">{t('screen.qrHint')}</Text>
        <Group gap="sm" justify="center">
          <Button component="a" href={link} target="_blank" leftSection={<IconExternalLink size={18} aria-hidden />}>{t('screen.open')}</Button>
          <Button component="a" href={address} download={`${name}.svg`} variant="default" leftSection={<IconDownload size={18} aria-hidden />}>{t('screen.download')}</Button>
        </Group>
      </Stack>
    </Card>
  );
}
