import { useSearchParams } from 'react-router';
import type { Thing } from '../../api/queries';
import type { View } from './queries';

export const statuses = ['visible', 'pending', 'hidden'] as const;
export const networks = ['instagram', 'facebook', 'twitter', 'google', 'direct'] as const satisfies Thing<'PostNetwork'>[];

export type Look = (change: Partial<View>) => void;

/** What is looked at. It is in the address: a link can be sent to a colleague, and Back goes back. */
export function useView(): { view: View; look: Look } {
  const [search, setSearch] = useSearchParams();
  const view: View = {
    status: statuses.find((status) => status === search.get('status')) ?? 'visible',
    network: networks.find((network) => network === search.get('network')),
    feed: search.get('feed') ?? undefined,
    q: search.get('q') ?? undefined,
  };
  const look: Look = (change) => {
    const next = { ...view, ...change };
    setSearch(Object.fromEntries(Object.entries(next).filter(([name, value]) => value && !(name === 'status' && value === 'visible'))), { replace: !change.status });
  };
  return { view, look };
}
