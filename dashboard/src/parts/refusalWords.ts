import i18next from 'i18next';
import type { Refusal } from '../api/problem';
import { language } from '../words';

const sentence = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Why something is refused, in the reader's language: English in the API's own words, others by its reason. */
export function refusalWords({ detail, reason, values }: Refusal): string | undefined {
  if (language() === 'en') return detail ? sentence(detail) : undefined;
  const key = `reasons:${reason}`;
  return reason && i18next.exists(key) ? (i18next.t as (key: string, values?: object) => string)(key, values) : undefined;
}
