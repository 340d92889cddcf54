import { Anchor, Stack, Text, Title } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { webAddress } from '../../parts/address';
import { Card } from '../../parts/Card';
import { useFormat } from '../../parts/format';
import { NetworkMark } from '../../parts/NetworkMark';
import classes from './Lists.module.css';
import { Figures } from './Networks';

/** The posts that visitors click most. */
export function TopPosts({ posts }: { posts: Thing<'AnalyticsPost'>[] }) {
  const { t } = useTranslation('analytics');
  return (
    <section aria-labelledby="top">
      <Stack gap={2} mb="md">
        <Title order={2} id="top">{t('top.title')}</Title>
        <Text size="sm" c="dimmed">{posts.length > 0 ? t('top.about') : t('top.none')}</Text>
      </Stack>
      {posts.length > 0 && <Card><ol className={classes.list}>{posts.map((post) => <Post key={post.id} post={post} />)}</ol></Card>}
    </section>
  );
}

function Post({ post: { id, text, url, impressions, clicks } }: { post: Thing<'AnalyticsPost'> }) {
  const original = webAddress(url);
  const { t } = useTranslation(['analytics', 'shell']);
  const { number } = useFormat();
  const network = id.slice(0, id.indexOf(':')) as Thing<'PostNetwork'>; // ids are network:native
  return (
    <li className={classes.row}>
      <NetworkMark network={network} />
      <div className={classes.words}>
        <Text size="sm" lineClamp={2} c={text ? undefined : 'dimmed'}>{text || t(text === undefined ? 'top.gone' : 'top.wordless')}</Text>
        {original && <Anchor href={original} target="_blank" rel="noopener noreferrer" size="xs">{t('top.open', { network: t(`shell:networks.${network}`) })} <IconExternalLink size={13} aria-hidden style={{ verticalAlign: '-2px' }} /></Anchor>}
      </div>
      <Figures seen={t('top.seen', { count: impressions, figure: number(impressions) })} clicks={t('networks.clicks', { count: clicks, figure: number(clicks) })} />
    </li>
  );
}
