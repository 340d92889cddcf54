import { Accordion, Anchor, Button, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconMail } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { tenantQuery, type Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { Copyable } from '../../parts/Copyable';
import { Ready } from '../../parts/Ready';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import { Frame } from './Frame';

const places = ['wordpress', 'wix', 'shopify', 'squarespace', 'other'] as const;

/** The last step: two lines to paste, and where. */
export function Code() {
  const { t } = useTranslation('register');
  const { api, tenant } = useTenancy();
  return (
    <Frame step="code" title={t('code.title')} about={t('code.about')} later={pathOf(tenant.id)}>
      <Card><Ready query={useQuery(tenantQuery(api))}>{(full) => <Lines tenant={full} />}</Ready></Card>
      <section aria-labelledby="how">
        <Title order={2} size="h3" id="how" mb="sm">{t('code.how')}</Title>
        <Accordion variant="contained" radius="lg">
          {places.map((place) => (
            <Accordion.Item key={place} value={place} bg="var(--card)">
              <Accordion.Control>{t(`code.${place}.name`)}</Accordion.Control>
              <Accordion.Panel>{t(`code.${place}.steps`)}</Accordion.Panel>
            </Accordion.Item>
          ))}
        </Accordion>
      </section>
      <Group justify="flex-end"><Button component={Link} to={pathOf(tenant.id)} size="md">{t('code.done')}</Button></Group>
    </Frame>
  );
}

function Lines({ tenant: { embedCode, allowedDomains } }: { tenant: Thing<'Tenant'> }) {
  const { t } = useTranslation('register');
  if (!embedCode) return <Text c="dimmed">{t('code.notReady')}</Text>;
  const mail = new URLSearchParams({ subject: t('code.mail.subject'), body: t('code.mail.body', { code: embedCode }) }).toString().replaceAll('+', '%20');
  return (
    <Stack gap="md">
      <Copyable text={embedCode} label={t('code.label')} />
      <Text size="sm" c="dimmed">{t('code.works', { domains: allowedDomains.join(', ') })}</Text>
      <Anchor href={`mailto:?${mail}`} size="sm"><IconMail size={16} aria-hidden style={{ verticalAlign: '-3px', marginInlineEnd: 6 }} />{t('code.send')}</Anchor>
    </Stack>
  );
}
