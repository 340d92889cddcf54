import { useTranslation } from 'react-i18next';
import type { Post } from './queries';

/** The API's reasons (shared/wall/moderation.go), which are English. One that we do not know is shown as it is. */
const known = [
  ['rating', /^rating (?<rating>\d) is under the minimum of (?<minimum>\d)$/],
  ['author', /^blocked author (?<quoted>".*")$/],
  ['word', /^blocked word (?<quoted>".*")$/],
  ['list', /^a word of the built-in list$/],
  ['waiting', /^waiting for approval$/],
  ['person', /^decided by a person$/],
] as const;

/** Why a post is where it is, in the person's language; nothing for one that is simply on the wall. */
export function useReason({ status, reason, moderated, shown }: Post): string | undefined {
  const { t } = useTranslation('posts');
  if (status === 'visible') return shown ? undefined : t('reasons.unseen');
  for (const [name, pattern] of known) {
    const { quoted, ...named } = pattern.exec(reason ?? '')?.groups ?? { quoted: undefined };
    if (reason && pattern.test(reason)) return t(`reasons.${name}`, { ...named, what: quoted && unquoted(quoted) });
  }
  if (reason) return reason;
  if (status === 'hidden') return t(moderated ? 'reasons.person' : 'reasons.rule');
  return t('reasons.waiting');
}

/** Reads a text as Go quotes it. */
function unquoted(quoted: string): string {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return quoted.slice(1, -1);
  }
}
