import type { Language } from './language/words';

/** What a time that has passed is counted in. */
export type Unit = 'day' | 'hour' | 'minute';

const units: [Unit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** A moment in words ("3 hours ago"), or its date when it is more than a week old; empty when it is not a date. */
export function timeInWords(moment: string | undefined, now: number, { words, tag }: Language): string {
  const time = new Date(moment ?? '');
  const seconds = (now - time.getTime()) / 1000;
  if (Number.isNaN(seconds)) return '';
  if (seconds > 7 * 86_400) return words.date(time, time.getFullYear() !== new Date(now).getFullYear(), tag);
  for (const [unit, size] of units) {
    if (seconds >= size) return words.ago(Math.floor(seconds / size), unit);
  }
  return words.now;
}
