import { useTranslation } from 'react-i18next';
import type { TenantApi } from '../../api/client';
import { answered } from '../../api/problem';
import type { Thing } from '../../api/queries';
import { done, failed } from '../../parts/notices';
import { useTenancy } from '../../shell/TenantRoute';
import { decided, type Post, put } from './queries';

export interface Decision {
  status?: Thing<'PostStatus'>;
  pinned?: boolean;
}

/** The API decides about so many at once. */
const most = 100;

async function send(api: TenantApi, ids: string[], decision: Decision): Promise<Post[]> {
  const now: Post[] = [];
  for (let from = 0; from < ids.length; from += most) {
    const { items } = await answered(api.POST('/v1/posts/moderate', { body: { ids: ids.slice(from, from + most), ...decision } }));
    now.push(...items);
  }
  return now;
}

let last: Promise<unknown> = Promise.resolve();

/** Sends decisions in the order in which they are made: the last one stands, and the notice that stays is its own. */
function inTurn(job: () => Promise<void>): Promise<void> {
  const turn = last.then(job, job);
  last = turn;
  return turn;
}

/** What brings posts back to what they were: those of one kind together. */
function backwards(before: Post[], { status, pinned }: Decision): [string[], Decision][] {
  const kinds = new Map<string, [string[], Decision]>();
  for (const post of before) {
    const was: Decision = { status: status && post.status, pinned: pinned === undefined ? undefined : post.pinned };
    const kind = kinds.get(JSON.stringify(was)) ?? [[], was];
    kind[0].push(post.id);
    kinds.set(JSON.stringify(was), kind);
  }
  return [...kinds.values()];
}

/** Decides about posts: seen at once, taken back by the notice's button, and put back when the API refuses. */
export function useDecide() {
  const { t } = useTranslation('posts');
  const { api } = useTenancy();

  const attempt = async (before: Post[], after: Post[], steps: [string[], Decision][]) => {
    put(api.tenant, after);
    try {
      await inTurn(async () => {
        for (const [ids, decision] of steps) put(api.tenant, await send(api, ids, decision));
      });
    } catch (error) {
      put(api.tenant, before);
      throw error;
    } finally {
      void decided(api.tenant);
    }
  };

  const decide = async (posts: Post[], decision: Decision): Promise<void> => {
    const before = posts.filter((post) => (decision.status ?? post.status) !== post.status || (decision.pinned ?? post.pinned) !== post.pinned);
    if (before.length === 0) return;
    const after = before.map((post) => ({ ...post, ...decision, ...(decision.status && { shown: decision.status === 'visible', moderated: true, reason: undefined }) }));
    const said = t(`done.${verb(decision)}`, { count: before.length });
    const undo = () => attempt(after, before, backwards(before, decision)).catch((error) => failed(error, undo));
    try {
      await attempt(before, after, [[before.map(({ id }) => id), decision]]);
      done(said, undo);
    } catch (error) {
      failed(error, () => decide(before, decision));
    }
  };
  return decide;
}

export type Verb = 'approve' | 'hide' | 'pin' | 'unpin';

export const decisions: Record<Verb, Decision> = {
  approve: { status: 'visible' },
  hide: { status: 'hidden' },
  pin: { pinned: true },
  unpin: { pinned: false },
};

function verb({ status, pinned }: Decision): Verb {
  if (status) return status === 'visible' ? 'approve' : 'hide';
  return pinned ? 'pin' : 'unpin';
}
