import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconChartBar, IconDownload } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Thing } from '../../api/queries';
import { Empty } from '../../parts/Empty';
import { Page } from '../../parts/Page';
import { Ready } from '../../parts/Ready';
import { useTenancy } from '../../shell/TenantRoute';
import { Figures } from './Figures';
import { Networks } from './Networks';
import { analyticsQuery } from './queries';
import { useRange, wrongWith } from './range';
import { RangePicker } from './RangePicker';
import { TopPosts } from './TopPosts';
import { useCsv } from './useCsv';

/** Who sees the wall, and what they like. */
export default function Analytics() {
  const { t } = useTranslation('analytics');
  const { api } = useTenancy();
  const picked = useRange();
  const query = useQuery(analyticsQuery(api, picked.range));
  return (
    <Page title={t('title')} about={t('about')} actions={query.data && isSeen(query.data) && <Download report={query.data} waiting={query.isPlaceholderData} />}>
      <Stack gap="lg">
        <RangePicker {...picked} />
        {!wrongWith(picked.range) && <Ready query={query} waiting={<Waiting />}>{(report) => (isSeen(report) ? <Report report={report} /> : <Unseen />)}</Ready>}
      </Stack>
    </Page>
  );
}

const isSeen = ({ total }: Thing<'Analytics'>) => total.views + total.impressions + total.clicks > 0;

function Waiting() {
  return (
    <Stack gap="lg" aria-busy>
      <Skeleton h={420} radius="lg" />
      <Skeleton h={200} radius="lg" />
    </Stack>
  );
}

function Report({ report }: { report: Thing<'Analytics'> }) {
  const { t } = useTranslation('analytics');
  return (
    <Stack gap="xl">
      <Figures report={report} />
      <Networks networks={report.networks} />
      <TopPosts posts={report.topPosts} />
      <Text size="xs" c="dimmed">{t('privacy')}</Text>
    </Stack>
  );
}

/** Waits for the range that was picked: what is drawn until then is another's. */
function Download({ report, waiting }: { report: Thing<'Analytics'>; waiting: boolean }) {
  const { t } = useTranslation('analytics');
  const download = useCsv();
  return <Button variant="default" loading={waiting} leftSection={<IconDownload size={18} aria-hidden />} onClick={() => download(report)}>{t('csv')}</Button>;
}

function Unseen() {
  const { t } = useTranslation('analytics');
  const { tenant } = useTenancy();
  return <Empty icon={IconChartBar} title={t('empty.title')} text={t('empty.text')} action={<Button component={Link} to={`/register/${tenant.id}/code`}>{t('empty.button')}</Button>} />;
}
