import { useTranslation } from 'react-i18next';
import { type Problem, problemOf } from '../api/problem';
import { language } from '../words';

interface Said {
  title: string;
  text: string;
  /** The API's own words, which are English; for readers of English. */
  detail?: string;
}

/** Codes whose own words say more than ours can. */
const telling: Problem['code'][] = ['malformed', 'conflict', 'invalid', 'plan-limit', 'too-many-requests', 'not-ready', 'forbidden', 'unavailable'];

/** What a failure says to a person: the one place where a problem becomes words. */
export function useProblemWords(error: unknown): Said {
  const { t, i18n } = useTranslation('problems');
  const { code, detail, retryAfter } = problemOf(error);
  const known = i18n.exists(`problems:codes.${code}`) ? code : 'internal';
  const { title, text } = t(`codes.${known}`, { returnObjects: true });
  return {
    title,
    text: retryAfter ? t('wait', { count: retryAfter }) : text,
    detail: telling.includes(code) && language() === 'en' ? detail || undefined : undefined,
  };
}
