import { once } from './format';

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** A moment in words ("3 hours ago"), or its date when it is more than a week old; empty when it is not a date. */
export function timeInWords(moment: string | undefined, now: number, language: string): string {
  const time = Date.parse(moment ?? '');
  if (Number.isNaN(time)) return '';
  const seconds = Math.min(0, (time - now) / 1000);
  if (seconds < -7 * 86_400) return date(time, now, language);
  const words = once(`ago ${language}`, () => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }));
  for (const [unit, size] of units) {
    if (-seconds >= size) return words.format(Math.ceil(seconds / size), unit);
  }
  return words.format(0, 'second');
}

function date(time: number, now: number, language: string): string {
  const year = new Date(time).getFullYear() === new Date(now).getFullYear() ? undefined : 'numeric';
  return once(`date ${language} ${year}`, () => new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short', year })).format(time);
}
