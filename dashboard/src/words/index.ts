import i18next, { type BackendModule, type Namespace } from 'i18next';
import { initReactI18next } from 'react-i18next';

/** The languages that people can choose, as they call them. */
export const languages = { fr: 'Français', en: 'English' } as const;
export type Language = keyof typeof languages;

/** The shape of a language's words: that of the English ones, so that none can be left out. */
export type Words<English> = { [Key in keyof English]: English[Key] extends string ? string : Words<English[Key]> };

const kept = 'hashmytag.language';
const files = import.meta.glob<{ default: Record<string, unknown> }>(['./en/*.ts', './fr/*.ts']);

/** One file per language and part of the site, loaded with the page that needs it. */
const backend: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language, namespace, done) {
    const file = files[`./${language}/${namespace}.ts`];
    if (!file) return done(new Error(`no words for ${namespace} in ${language}`), null);
    file().then((words) => done(null, words.default), (error: Error) => done(error, null));
  },
};

function known(tag: string | null | undefined): Language | undefined {
  const base = tag?.slice(0, 2).toLowerCase();
  return base === 'fr' || base === 'en' ? base : undefined;
}

/** The person's choice, else the first of the browser's languages that we speak. */
function preferred(): Language {
  return known(localStorage.getItem(kept)) ?? navigator.languages.map(known).find(Boolean) ?? 'en';
}

export function language(): Language {
  return known(i18next.language) ?? 'en';
}

export async function startWords(): Promise<void> {
  i18next.on('languageChanged', (tag) => (document.documentElement.lang = tag));
  await i18next.use(backend).use(initReactI18next).init({
    lng: preferred(),
    load: 'languageOnly',
    fallbackLng: false,
    ns: ['shell', 'problems', 'session'],
    defaultNS: 'shell',
    interpolation: { escapeValue: false }, // React escapes
  });
}

/** Loads the words of a page, beside its script. */
export function loadWords(...namespaces: string[]): Promise<void> {
  return i18next.loadNamespaces(namespaces as Namespace as string[]);
}

/** Loads why the API refuses things, when it does; without these words its own are said, and they are English anyway. */
export async function loadReasons(): Promise<void> {
  if (language() !== 'en') await loadWords('reasons').catch(() => undefined);
}

export async function speak(chosen: Language): Promise<void> {
  localStorage.setItem(kept, chosen);
  await i18next.changeLanguage(chosen);
}
