import i18next from 'i18next';
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

/** What a failure says to a person, in the language that is spoken as long as it is shown. */
export function useProblemWords(error: unknown): Said {
  useTranslation('problems');
  return problemWords(error);
}

/** The one place where a problem becomes words. */
export function problemWords(error: unknown): Said {
  const { code, refusal, retryAfter } = problemOf(error);
  const known = i18next.exists(`problems:codes.${code}`) ? code : 'internal';
  const { title, text } = i18next.t(`problems:codes.${known}`, { returnObjects: true });
  return {
    title,
    text: retryAfter ? i18next.t('problems:wait', { count: retryAfter }) : text,
    detail: telling.includes(code) ? refusalWords(refusal) : undefined,
  };
}
