import { language } from '../../words';

/** Days of UTC as the person's language writes them: the API's day is never the day before, west of Greenwich. */
export function useDays() {
  const tongue = language() === 'fr' ? 'fr-FR' : 'en-GB';
  const long = new Intl.DateTimeFormat(tongue, { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
  const short = new Intl.DateTimeFormat(tongue, { day: 'numeric', month: 'short', timeZone: 'UTC' });
  return { long: (day: string) => long.format(new Date(day)), short: (day: string) => short.format(new Date(day)) };
}
