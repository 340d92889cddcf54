import { useTranslation } from 'react-i18next';
import { type Problem, problemOf } from '../api/problem';
import { refusalWords } from './refusalWords';

interface Said {
  title: string;
  text: string;
  /** Why, where that says more. */
  detail?: string;
}

/** Codes of which the reason says more than the code. */
const telling: Problem['code'][] = ['conflict', 'invalid', 'too-many-requests', 'not-ready', 'forbidden', 'unavailable', 'too-large', 'unsupported-media-type'];

/** What a failure says to a person: the one place where a problem becomes words. */
export function useProblemWords(error: unknown): Said {
  const { t, i18n } = useTranslation('problems');
  const { code, refusal, retryAfter } = problemOf(error);
  const known = i18n.exists(`problems:codes.${code}`) ? code : 'internal';
  const { title, text } = t(`codes.${known}`, { returnObjects: true });
  return {
    title,
    text: retryAfter ? t('wait', { count: retryAfter }) : text,
    detail: telling.includes(code) ? refusalWords(refusal) : undefined,
  };
}
