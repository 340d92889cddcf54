import { Group, Stack, Text } from '@mantine/core';
import type { Thing } from '../api/queries';
import { webAddress } from './address';
import { Card } from './Card';
import { useFormat } from './format';
import { NetworkMark } from './NetworkMark';
import classes from './PostGlance.module.css';

/** A post in brief: enough to know it again. */
export function PostGlance({ post }: { post: Thing<'WallPost'> }) {
  const { ago } = useFormat();
  const picture = post.media.map((medium) => webAddress(medium.poster ?? (medium.type === 'image' ? medium.url : undefined))).find(Boolean);
  const { name } = post.author;
  return (
    <Card p={0} className={classes.post}>
      {picture && <img className={classes.picture} src={picture} alt="" loading="lazy" referrerPolicy="no-referrer" onError={(event) => event.currentTarget.remove()} />}
      <Stack gap={6} p="sm">
        <Group gap="xs" wrap="nowrap">
          <NetworkMark network={post.network} size={22} />
          {name && <Text size="sm" fw={620} truncate>{name}</Text>}
          <Text size="xs" c="dimmed" ml="auto" className={classes.time}>{ago(post.publishedAt)}</Text>
        </Group>
        {post.rating && <Stars rating={post.rating} />}
        {post.text && <Text size="sm" lineClamp={picture ? 3 : 6} className={classes.text}>{post.text}</Text>}
      </Stack>
    </Card>
  );
}

/** A review's stars. */
export function Stars({ rating }: { rating: number }) {
  return <Text size="sm" c="light-dark(#a15c00, #ffc453)" role="img" aria-label={`${rating} / 5`}>{'★'.repeat(rating)}{'☆'.repeat(5 - rating)}</Text>;
}

export function PostGlances({ posts }: { posts: Thing<'WallPost'>[] }) {
  return <div className={classes.list}>{posts.map((post) => <PostGlance key={post.id} post={post} />)}</div>;
}
