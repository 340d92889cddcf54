import { english, type Words } from './english';
import { french } from './french';

const languages: Record<string, Words> = { en: english, fr: french };

/** A language's words and its tag for dates and numbers. */
export interface Language {
  tag: string;
  words: Words;
}

/** The first of the wanted languages that the widget speaks; English if none. */
export function chooseLanguage(...wanted: (string | undefined)[]): Language {
  for (const tag of wanted) {
    const code = `${tag ?? ''}`.toLowerCase().split(/[-_]/)[0]!;
    if (tag && Object.hasOwn(languages, code)) return { tag: validTag(tag, code), words: languages[code]! };
  }
  return { tag: 'en', words: english };
}

/** Puts a value in a phrase's gap. */
export const phrase = (words: string, value: string | number) => words.replace('{0}', () => `${value}`);

function validTag(tag: string, code: string): string {
  try {
    return Intl.getCanonicalLocales(tag.replace('_', '-'))[0] ?? code;
  } catch {
    return code;
  }
}
