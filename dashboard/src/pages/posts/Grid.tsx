import { Button, Center, Loader, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconChecks, IconEyeOff, IconLayoutGrid, IconSearchOff } from '@tabler/icons-react';
import { useCallback, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Empty } from '../../parts/Empty';
import { Failure, FailureNote } from '../../parts/Failure';
import { LoadingPage } from '../../parts/Ready';
import { pathOf } from '../../shell/navigation';
import { useTenancy } from '../../shell/TenantRoute';
import { BulkBar } from './BulkBar';
import { Chunk, chunkSize } from './Chunk';
import classes from './Grid.module.css';
import { type Post, postsQuery, type View } from './queries';
import { decisions, useDecide, type Verb } from './useDecide';
import { useEnd } from './useEnd';
import { useFocusKept } from './useFocusKept';
import { type Act, onKeys } from './useKeys';
import { useSelection } from './useSelection';
import type { Look } from './useView';

/** The posts of a view, and what is decided about them: one by one, several at once, by mouse, touch or keys. */
export function Grid({ view, look }: { view: View; look: Look }) {
  const { t } = useTranslation('posts');
  const { api, mayEdit } = useTenancy();
  const query = useInfiniteQuery(postsQuery(api, view));
  const posts = useMemo(() => (query.data?.pages ?? []).flatMap(({ items }) => items).filter(({ status }) => status === view.status), [query.data, view.status]);
  const chunks = useMemo(() => Array.from({ length: Math.ceil(posts.length / chunkSize) }, (_, i) => posts.slice(i * chunkSize, (i + 1) * chunkSize)), [posts]);
  const selection = useSelection(posts);
  const actions = useActions(posts, selection);
  const focus = useFocusKept(posts);
  const end = useEnd(() => void query.fetchNextPage(), query.hasNextPage && !query.isFetching && !query.isFetchNextPageError);
  if (query.isPending) return <LoadingPage />;
  if (query.isError && !query.data) return <Failure error={query.error} retry={query.refetch} busy={query.isFetching} />;
  return (
    <>
      {posts.length === 0 && !query.hasNextPage && <Nothing view={view} look={look} />}
      <div ref={focus.list} className={classes.list} data-selecting={selection.some || undefined} data-old={query.isPlaceholderData || undefined} onKeyDown={actions.keys} onFocus={focus.onFocus} onBlur={focus.onBlur}>
        {chunks.map((chunk, i) => <Chunk key={i} label={t('chunk', { from: i * chunkSize + 1, to: i * chunkSize + chunk.length })} posts={chunk} selection={selection} mayEdit={mayEdit} act={actions.act} />)}
      </div>
      {query.isFetchNextPageError && <FailureNote error={query.error} retry={query.fetchNextPage} busy={query.isFetchingNextPage} />}
      <Center ref={end} mih={80}>
        {query.hasNextPage && !query.isFetchNextPageError && <Loader size="sm" type="dots" role="img" aria-label={t('more')} />}
        {!query.hasNextPage && posts.length > 12 && <Text size="sm" c="dimmed">{t('all', { count: posts.length })}</Text>}
      </Center>
      {mayEdit && <BulkBar view={view} selection={selection} decide={actions.decideSelected} />}
    </>
  );
}

/** What can be done with a post, and with the selected ones. */
function useActions(posts: Post[], selection: ReturnType<typeof useSelection>) {
  const decide = useDecide();
  const { mayEdit } = useTenancy();
  const act = useLatest((wanted: Act, id: string, range?: boolean) => {
    const post = posts.find((candidate) => candidate.id === id);
    if (!post) return;
    if (wanted === 'open') return void (post.url && window.open(post.url, '_blank', 'noopener,noreferrer'));
    if (!mayEdit) return;
    if (wanted === 'select') return selection.toggle(id, range);
    if (wanted === 'clear') return selection.clear();
    void decide([post], decisions[wanted === 'pin' && post.pinned ? 'unpin' : wanted]);
  });
  const decideSelected = (verb: Verb) => {
    void decide(posts.filter(({ id }) => selection.has(id)), decisions[verb]);
    selection.clear();
  };
  const keys = onKeys((wanted, id) => {
    const several = selection.some && (wanted === 'approve' || wanted === 'hide' || wanted === 'pin');
    if (several) decideSelected(wanted);
    else act(wanted, id);
  });
  return { act, keys, decideSelected };
}

/** The same function for ever, which does what the latest one does: cards that did not change are not drawn anew. */
function useLatest<Given extends unknown[]>(does: (...given: Given) => void): (...given: Given) => void {
  const latest = useRef(does);
  latest.current = does;
  return useCallback((...given: Given) => latest.current(...given), []);
}

const icons = { visible: IconLayoutGrid, pending: IconChecks, hidden: IconEyeOff };

/** Nothing is there, or nothing of what was asked for. */
function Nothing({ view, look }: { view: View; look: Look }) {
  const { t } = useTranslation('posts');
  const { tenant } = useTenancy();
  if (view.q || view.network || view.feed)
    return <Empty icon={IconSearchOff} title={t('none.match.title')} text={t('none.match.text')} action={<Button variant="default" onClick={() => look({ q: undefined, network: undefined, feed: undefined })}>{t('filters.clearAll')}</Button>} />;
  const feeds = view.status === 'visible' && <Button component={Link} to={pathOf(tenant.id, 'feeds')} variant="default">{t('none.feeds')}</Button>;
  return <Empty icon={icons[view.status]} title={t(`none.${view.status}.title`)} text={t(`none.${view.status}.text`)} action={feeds} />;
}
