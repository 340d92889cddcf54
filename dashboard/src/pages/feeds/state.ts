import { useTranslation } from 'react-i18next';
import type { Thing } from '../../api/queries';
import { isReading } from './queries';

type Feed = Thing<'Feed'>;

const classes = ['auth', 'permission', 'gone', 'throttled', 'quota', 'transient'] as const;
type Class = (typeof classes)[number];

/** Failures that only a person can mend; the others pass. */
const forPeople: Class[] = ['auth', 'permission', 'gone'];

/** What a failure means; one that came after this site passes by itself, we hope. */
export function classOf(feed: Feed): Class | undefined {
  const { error } = feed.state;
  return error && (classes.find((known) => known === error.class) ?? 'transient');
}

/** How a feed is doing, in one word: what its mark and its colour say. */
export type Mood = 'paused' | 'troubled' | 'waiting' | 'reading' | 'empty' | 'well';

export function moodOf(feed: Feed): Mood {
  const failure = classOf(feed);
  if (!feed.enabled) return 'paused';
  if (failure) return forPeople.includes(failure) ? 'troubled' : 'waiting';
  if (isReading(feed)) return 'reading';
  return feed.state.postCount === 0 ? 'empty' : 'well';
}

export const colors: Record<Mood, string> = { paused: 'gray', troubled: 'red', waiting: 'yellow', reading: 'blue', empty: 'yellow', well: 'green' };

/** What is wrong with a feed and what mends it, in the person's language. */
export function useTrouble(feed: Feed) {
  const { t } = useTranslation(['feeds', 'shell']);
  const failure = classOf(feed);
  if (!failure) return undefined;
  const network = t(`shell:networks.${feed.network}`);
  const who = feed.ownCredential ? 'own' : 'shared';
  return {
    title: t(`errors.${failure}.title`, { network }),
    text: t(`errors.${failure}.${who}`, { network }),
    /** Empty when there is nothing to do. */
    button: t(`errors.${failure}.button`, { network }),
    forPeople: forPeople.includes(failure),
  };
}
