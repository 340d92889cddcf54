import { useTranslation } from 'react-i18next';

/** What a class of failures is called; one that came after this site has the API's name. */
export function useClassWords() {
  const { t } = useTranslation('platform');
  const words: Record<string, string> = t('errors.classes', { returnObjects: true });
  return (kind: string) => words[kind] ?? kind;
}
