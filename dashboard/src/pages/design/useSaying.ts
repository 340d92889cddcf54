import { useTranslation } from 'react-i18next';

/** What the settings and their values are called, for people who compare two versions of them. */
export function useSaying() {
  const { t, i18n } = useTranslation(['design', 'shell']);
  const named = (key: string) => (i18n.exists(`design:${key}`) ? t(key as 'title') : undefined);
  return {
    label: (path: string) => named(`fields.${path.split('.').at(-1)}`) ?? path,
    say(path: string, value: unknown): string {
      if (Array.isArray(value)) return value.map((network) => t(`shell:networks.${network as 'google'}`)).join(', ') || t('networks.all');
      if (path === 'branding.logo') return t(value ? 'logo.some' : 'logo.none');
      return named(`values.${path.split('.').at(-1)}.${String(value)}`) ?? (value === '' ? t('own') : String(value));
    },
  };
}
