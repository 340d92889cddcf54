import { Grid, List, SegmentedControl, Select, Stack, Text, Title } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { Copyable } from '../../parts/Copyable';
import { Hint } from '../../parts/Hint';
import { onPhone } from '../../parts/phone';
import { codeOf, type Site, sites } from './codes';

/** The code for the site, as each kind of site wants it. */
export default function Embed({ tenant }: { tenant: Thing<'Tenant'> }) {
  const { t } = useTranslation('design');
  const [site, setSite] = useState<Site>('html');
  const small = useMediaQuery(onPhone);
  const data = sites.map((value) => ({ value, label: t(`embed.${value}.name`) }));
  const choose = (next: string | null) => setSite(next as Site);
  return (
    <Stack gap="lg">
      {small
        ? <Select label={t('embed.site')} value={site} onChange={choose} data={data} allowDeselect={false} />
        : <SegmentedControl aria-label={t('embed.site')} value={site} onChange={choose} data={data} style={{ alignSelf: 'start' }} />}
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 5 }}>
          <Title order={2} size="h3" mb="sm">{t('embed.how')}</Title>
          <List type="ordered" spacing="xs">{t(`embed.${site}.steps`).split('\n').map((step) => <List.Item key={step}>{step}</List.Item>)}</List>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Card>
            <Stack gap="lg">
              {codeOf(site, tenant).map(({ name, text }) => (
                <div key={text}>
                  {name && <Text size="sm" fw={620} mb={4}>{t(`embed.pieces.${name}`)}</Text>}
                  <Copyable text={text} label={name ? t(`embed.pieces.${name}`) : t('embed.code')} />
                </div>
              ))}
            </Stack>
          </Card>
        </Grid.Col>
      </Grid>
      <Hint>{t('embed.works', { domains: tenant.allowedDomains.join(', ') })}</Hint>
    </Stack>
  );
}
