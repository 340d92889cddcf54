import type { Thing } from '../../api/queries';

type Feed = Thing<'Feed'>;

/** The plans, the smallest first, and how many feeds each refreshes; null for any number (api/openapi.yaml, Plan). */
export const room: Record<Thing<'Plan'>, number | null> = { starter: 1, business: 3, enterprise: null };

export const plans = Object.keys(room) as Thing<'Plan'>[];

/** The feeds for which a plan has no room: the newest of those that are refreshed. */
export function crowdedOut(feeds: Feed[], plan: Thing<'Plan'>): Feed[] {
  const limit = room[plan];
  if (limit === null) return [];
  return feeds.filter(({ enabled }) => enabled).sort((a, b) => a.createdAt.localeCompare(b.createdAt)).slice(limit);
}
