import { Box, Button, Group, Loader, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { tenantQuery, type Thing } from '../../api/queries';
import { Card } from '../../parts/Card';
import { Hint } from '../../parts/Hint';
import { LiveWall } from '../../parts/LiveWall';
import { Ready } from '../../parts/Ready';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import { isReading, liveFeedsQuery } from '../feeds/queries';
import { Frame } from './Frame';

/** The third step: the wall itself, with one's own posts as soon as they are there. */
export function FirstWall() {
  const { t } = useTranslation('register');
  const { api, tenant } = useTenancy();
  const feeds = useQuery(liveFeedsQuery(api));
  return (
    <Frame step="preview" title={t('preview.title')} about={t('preview.about')} later={pathOf(tenant.id)} wide>
      <Ready query={useQuery(tenantQuery(api))}>
        {(full) => (
          <>
            <Ready query={feeds}>{({ items }) => <Posts feeds={items} tenant={full} />}</Ready>
            <Group justify="flex-end"><Button component={Link} to={`/register/${tenant.id}/code`} size="md">{t('preview.next')}</Button></Group>
          </>
        )}
      </Ready>
    </Frame>
  );
}

function Posts({ feeds, tenant }: { feeds: Thing<'Feed'>[]; tenant: Thing<'Tenant'> }) {
  const { t } = useTranslation('register');
  const reading = feeds.some(isReading);
  const bare = usePicturesAwaited(tenant, !reading);
  const posts = feeds.reduce((sum, { state }) => sum + state.postCount, 0);
  return (
    <div>
      <Box role="status" pb={reading || tenant.event || posts === 0 ? 'lg' : 0}>
        {reading && <Group gap="sm"><Loader size={18} /><Text>{t('preview.reading')}</Text></Group>}
        {!reading && tenant.event && <Hint>{t('preview.held')}<Button component={Link} to={pathOf(tenant.id, 'posts?status=pending')} size="xs" variant="default">{t('preview.heldButton')}</Button></Hint>}
        {!reading && !tenant.event && posts === 0 && <Hint>{t('preview.none')}</Hint>}
      </Box>
      {/* Another key, another wall: when the posts have come, and again when their pictures have, it is made anew. */}
      <Card p={0} style={{ overflow: 'hidden' }}>{tenant.apiKey && <LiveWall key={`${reading} ${bare}`} apiKey={tenant.apiKey} language={tenant.locale} />}</Card>
    </div>
  );
}

/** Looks whether the first posts still wait for their pictures, which are copied after them: for a minute, since some never come. */
function usePicturesAwaited({ id, apiKey }: Thing<'Tenant'>, enabled: boolean): boolean {
  const { data = false } = useQuery({
    queryKey: [id, 'pictures awaited'],
    queryFn: async ({ signal }) => {
      const answer = await fetch(`/v1/wall?key=${apiKey}&limit=6`, { signal });
      const { posts } = (await answer.json()) as Thing<'Wall'>;
      return posts.some(({ media }) => media.some(({ url }) => !url));
    },
    enabled: enabled && !!apiKey,
    refetchInterval: ({ state }) => state.data !== false && state.dataUpdateCount < 20 && 3_000,
  });
  return data;
}
