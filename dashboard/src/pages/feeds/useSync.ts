import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { done, failed } from '../../parts/notices';
import { useSyncNow } from './queries';

/** Refreshes a feed now, and says whether that has happened. */
export function useSync(feed: Thing<'Feed'>) {
  const { t } = useTranslation('feeds');
  const sync = useSyncNow(feed);
  const start = () => sync.mutate(undefined, { onSuccess: (seen) => done(t(seen ? 'done.synced' : 'done.asked', { name: feed.name })), onError: (error) => failed(error, start) });
  return { start, busy: sync.isPending };
}
