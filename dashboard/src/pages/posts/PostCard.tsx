import { ActionIcon, Button, Checkbox, Text } from '@mantine/core';
import { IconCheck, IconExternalLink, IconEyeOff, IconInfoCircle, IconPin, IconPinFilled, IconPlayerPlayFilled } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { webAddress } from '../../parts/address';
import { useFormat } from '../../parts/format';
import { NetworkMark } from '../../parts/NetworkMark';
import { Stars } from '../../parts/PostGlance';
import classes from './PostCard.module.css';
import type { Post } from './queries';
import { useReason } from './reason';
import type { Act } from './useKeys';

interface Props {
  post: Post;
  selected: boolean;
  mayEdit: boolean;
  act: (act: Act, id: string, range?: boolean) => void;
}

/** A post with what can be decided about it. It is drawn anew only when itself has changed. */
export const PostCard = memo(function PostCard({ post, selected, mayEdit, act }: Props) {
  const { t } = useTranslation(['posts', 'shell']);
  const { ago, moment } = useFormat();
  const network = t(`shell:networks.${post.network}`);
  const name = post.author.name || post.author.handle || network;
  const original = webAddress(post.url);
  return (
    <article className={classes.card} data-post={post.id} data-selected={selected || undefined} data-off={!post.shown || undefined} tabIndex={0} aria-label={t('card', { name, network, when: ago(post.publishedAt) })}>
      <Picture post={post} />
      {mayEdit && (
        <Checkbox
          className={classes.select}
          checked={selected}
          onChange={(event) => act('select', post.id, (event.nativeEvent as MouseEvent).shiftKey)}
          aria-label={t('select', { name })}
          tabIndex={-1}
        />
      )}
      <div className={classes.body}>
        <div className={classes.head}>
          <NetworkMark network={post.network} size={24} />
          <Text size="sm" fw={620} truncate title={name}>{name}</Text>
          <Text size="xs" c="dimmed" className={classes.time} title={moment(post.publishedAt)}>{ago(post.publishedAt)}</Text>
        </div>
        {post.rating && <Stars rating={post.rating} />}
        <Words text={post.text} />
        <Reason post={post} />
      </div>
      <div className={classes.foot}>
        {mayEdit && <Actions post={post} act={act} />}
        {original && <ActionIcon component="a" href={original} target="_blank" rel="noreferrer" variant="subtle" color="gray" size={36} ml="auto" aria-label={t('original', { network })}><IconExternalLink size={18} aria-hidden /></ActionIcon>}
      </div>
    </article>
  );
});

function Picture({ post }: { post: Post }) {
  const { t } = useTranslation('posts');
  const [first] = post.media;
  const address = webAddress(first?.poster ?? (first?.type === 'image' ? first.url : undefined));
  return (
    <div className={classes.picture} data-none={(!address && first?.type !== 'video') || undefined}>
      {address && <img src={address} alt={first?.alt ?? ''} loading="lazy" decoding="async" referrerPolicy="no-referrer" onError={(event) => event.currentTarget.remove()} />}
      {first?.type === 'video' && <span className={classes.film}><IconPlayerPlayFilled size={18} aria-hidden /></span>}
      {post.media.length > 1 && <span className={classes.count}>{t('pictures', { count: post.media.length })}</span>}
      {post.pinned && <span className={classes.pinned}><IconPinFilled size={14} aria-hidden />{t('pinned')}</span>}
    </div>
  );
}

/** Longer than a card shows, as far as one can tell without measuring. */
const isLong = (text: string) => text.length > 130 || text.split('\n').length > 4;

function Words({ text }: { text: string }) {
  const { t } = useTranslation('posts');
  const [whole, setWhole] = useState(false);
  if (!text) return null;
  return (
    <>
      <p className={classes.text} data-whole={whole || undefined}>{text}</p>
      {isLong(text) && <button type="button" className={classes.more} onClick={() => setWhole(!whole)} aria-expanded={whole}>{t(whole ? 'less' : 'whole')}</button>}
    </>
  );
}

function Reason({ post }: { post: Post }) {
  const reason = useReason(post);
  return reason ? <p className={classes.reason}><IconInfoCircle size={15} aria-hidden />{reason}</p> : null;
}

function Actions({ post, act }: Pick<Props, 'post' | 'act'>) {
  const { t } = useTranslation('posts');
  const approve = <Button size="xs" leftSection={<IconCheck size={16} aria-hidden />} onClick={() => act('approve', post.id)}>{t(post.status === 'hidden' ? 'verbs.show' : 'verbs.approve')}</Button>;
  const hide = <Button size="xs" variant="default" leftSection={<IconEyeOff size={16} aria-hidden />} onClick={() => act('hide', post.id)}>{t('verbs.hide')}</Button>;
  if (post.status === 'hidden') return approve;
  if (post.status === 'pending') return <>{approve}{hide}</>;
  return (
    <>
      {hide}
      <Button size="xs" variant={post.pinned ? 'light' : 'default'} leftSection={post.pinned ? <IconPinFilled size={16} aria-hidden /> : <IconPin size={16} aria-hidden />} aria-pressed={post.pinned} onClick={() => act('pin', post.id)}>{t(post.pinned ? 'verbs.unpin' : 'verbs.pin')}</Button>
    </>
  );
}
