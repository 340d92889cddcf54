import { useSearchParams } from 'react-router';

/** Days as the API names them: 2026-05-04, of UTC. */
export interface Range {
  from: string;
  to: string;
}

const length = 86_400_000;
export const choices = [7, 30, 90] as const;
/** The API reports at most so many days at a time. */
const longest = 366;
/** …and keeps counts for so many (CountsKept in shared/wall). */
const kept = 400;

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10);
export const today = () => dayOf(Date.now());
const isDay = (text: string | null): text is string => text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
const daysIn = ({ from, to }: Range) => (Date.parse(to) - Date.parse(from)) / length + 1;

/** The last so many days, today among them. */
const last = (days: number): Range => ({ from: dayOf(Date.now() - (days - 1) * length), to: today() });

/** What is wrong with a range; undefined when nothing is. */
export function wrongWith(range: Range): 'order' | 'old' | 'long' | undefined {
  if (range.from > range.to) return 'order';
  if (range.to < last(kept + 1).from) return 'old';
  return daysIn(range) > longest ? 'long' : undefined;
}

/** The range that the address names, so that it can be sent to a colleague: ?days=7, or ?from=…&to=… */
export function useRange() {
  const [search, setSearch] = useSearchParams();
  const from = search.get('from');
  const to = search.get('to');
  const asked = Number(search.get('days'));
  const days = choices.find((choice) => choice === asked) ?? 30;
  const own = isDay(from) && isDay(to) ? { from, to } : undefined;
  return {
    range: own ?? last(days),
    /** One of the choices, or the person's own. */
    chosen: own ? ('own' as const) : days,
    chooseDays: (chosen: number) => setSearch({ days: String(chosen) }, { replace: true }),
    chooseOwn: (range: Range) => setSearch({ ...range }, { replace: true }),
  };
}
