import { parts, type CardWords, type Words } from './english';

/** A language's words, and its tag for dates and numbers. */
export interface Language {
  tag: string;
  words: CardWords;
}

/** The words for a part that loads later: English has its own there, another language brought them along. */
export const allWords = ({ words }: Language): Words => ({ ...parts, ...words });

/** Puts a value in a phrase's gap. */
export const phrase = (words: string, value: string | number) => words.replace('{0}', () => `${value}`);
