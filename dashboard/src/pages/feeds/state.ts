import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { useFormat } from '../../parts/format';
import { isReading } from './queries';

type Feed = Thing<'Feed'>;

const classes = ['auth', 'permission', 'gone', 'throttled', 'quota', 'transient'] as const;
type Class = (typeof classes)[number];

/** What a failure means; one that came after this site passes by itself, we hope. */
export const classOf = (name: string | undefined): Class => classes.find((known) => known === name) ?? 'transient';

/** Whether a failure stays until somebody of the tenant changes something, as shared/wall/notice.go sees it; the others pass. */
const isToMend = (failure: Class, own: boolean) => failure === 'permission' || failure === 'gone' || (failure === 'auth' && own);

/** How a feed is doing, in one word: what its mark and its colour say. */
export type Mood = 'paused' | 'troubled' | 'waiting' | 'reading' | 'empty' | 'well';

export function moodOf(feed: Feed): Mood {
  if (!feed.enabled) return 'paused';
  if (feed.state.error) return isToMend(classOf(feed.state.error.class), feed.ownCredential) ? 'troubled' : 'waiting';
  if (isReading(feed)) return 'reading';
  return feed.state.postCount === 0 ? 'empty' : 'well';
}

export const colors: Record<Mood, string> = { paused: 'gray', troubled: 'red', waiting: 'yellow', reading: 'blue', empty: 'yellow', well: 'green' };

/** What is wrong with a feed and what mends it, in the person's language. */
export function useTrouble(feed: Feed) {
  const { t } = useTranslation(['feeds', 'shell']);
  if (!feed.state.error) return undefined;
  const failure = classOf(feed.state.error.class);
  const network = t(`shell:networks.${feed.network}`);
  const who = feed.ownCredential ? 'own' : 'shared';
  return {
    title: t(`errors.${failure}.title`, { network }),
    text: t(`errors.${failure}.${who}`, { network }),
    /** Empty when there is nothing to do. */
    button: t(failure === 'auth' && !feed.ownCredential ? 'errors.quota.button' : `errors.${failure}.button`, { network }),
    toMend: isToMend(failure, feed.ownCredential),
  };
}

/** What waits for somebody to mend it, in brief. */
export function useNeedWords() {
  const { t } = useTranslation(['feeds', 'shell']);
  const { ago } = useFormat();
  return (need: Thing<'Need'>) =>
    need.kind === 'expiring'
      ? t('need.expiring', { name: need.feedName, when: ago(need.expiresAt) })
      : t('need.failing', { name: need.feedName, title: t(`errors.${classOf(need.class)}.title`, { network: t(`shell:networks.${need.network}`) }) });
}
