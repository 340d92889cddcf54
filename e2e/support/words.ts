import enAnalytics from '../../dashboard/src/words/en/analytics';
import enDesign from '../../dashboard/src/words/en/design';
import enFeeds from '../../dashboard/src/words/en/feeds';
import enHome from '../../dashboard/src/words/en/home';
import enOverview from '../../dashboard/src/words/en/overview';
import enPlatform from '../../dashboard/src/words/en/platform';
import enPosts from '../../dashboard/src/words/en/posts';
import enProblems from '../../dashboard/src/words/en/problems';
import enRegister from '../../dashboard/src/words/en/register';
import enSession from '../../dashboard/src/words/en/session';
import enSettings from '../../dashboard/src/words/en/settings';
import enShell from '../../dashboard/src/words/en/shell';
import frAnalytics from '../../dashboard/src/words/fr/analytics';
import frDesign from '../../dashboard/src/words/fr/design';
import frFeeds from '../../dashboard/src/words/fr/feeds';
import frHome from '../../dashboard/src/words/fr/home';
import frOverview from '../../dashboard/src/words/fr/overview';
import frPlatform from '../../dashboard/src/words/fr/platform';
import frPosts from '../../dashboard/src/words/fr/posts';
import frProblems from '../../dashboard/src/words/fr/problems';
import frReasons from '../../dashboard/src/words/fr/reasons';
import frRegister from '../../dashboard/src/words/fr/register';
import frSession from '../../dashboard/src/words/fr/session';
import frSettings from '../../dashboard/src/words/fr/settings';
import frShell from '../../dashboard/src/words/fr/shell';

/** What the dashboard says, by language and part. */
export const words = {
  en: {
    analytics: enAnalytics, design: enDesign, feeds: enFeeds, home: enHome, overview: enOverview, platform: enPlatform,
    posts: enPosts, problems: enProblems, register: enRegister, session: enSession, settings: enSettings, shell: enShell,
  },
  fr: {
    analytics: frAnalytics, design: frDesign, feeds: frFeeds, home: frHome, overview: frOverview, platform: frPlatform,
    posts: frPosts, problems: frProblems, register: frRegister, session: frSession, settings: frSettings, shell: frShell,
  },
};

/** The languages of the dashboard, for tests that run in each. In French they take as long again, so that is for make proof. */
export const languages = [
  ['en', 'en-GB', {}],
  ['fr', 'fr-FR', { tag: '@proof' }],
] as const;

/** Why the API refuses things: its own words in English, and the dashboard's in French. */
const reasons = {
  en: { 'ip-address': '{{domain}} is an IP address: a domain name is needed', 'network-refuses-credential': 'The access token for Facebook is refused', 'already-member': '{{email}} is a member already' },
  fr: frReasons,
};

/** What is said of a refusal. */
export function refusal(language: 'en' | 'fr', reason: keyof (typeof reasons)['en'], named: Record<string, string> = {}): string {
  return say(reasons[language][reason], named);
}

/** Words with what they name put in. */
export function say(text: string, named: Record<string, string | number> = {}): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (_, name: string) => String(named[name]));
}
