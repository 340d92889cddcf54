import { french } from '../parts';
import { cards, type Words } from './english';
import type { Language } from './words';

/** The languages beside English: their files load beside the posts, when they are wanted. */
const others = new Map<string, () => Promise<{ words: Words }>>([['fr', french]]);

/** What the widget speaks until it knows better. */
export const fallback: Language = { tag: 'en', words: cards };

/** The first of the wanted languages that the widget knows; English if none, or if its file does not come. */
export async function speak(...wanted: (string | undefined)[]): Promise<Language> {
  for (const name of wanted) {
    const [tag, code] = canonical(name);
    if (code === 'en') return { tag, words: cards };
    const file = others.get(code);
    if (file) return file().then(({ words }) => ({ tag, words }), () => fallback);
  }
  return fallback;
}

/** A language tag as the standard writes it, and its first part. */
function canonical(name: string | undefined): [tag: string, code: string] {
  try {
    const locale = new Intl.Locale(`${name}`.replace('_', '-'));
    return [`${locale}`, locale.language];
  } catch {
    return ['', ''];
  }
}
