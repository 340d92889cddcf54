import { useTranslation } from 'react-i18next';
import { language } from '../words';

const steps: [Intl.RelativeTimeFormatUnit, number][] = [['year', 31_536_000], ['month', 2_592_000], ['week', 604_800], ['day', 86_400], ['hour', 3_600], ['minute', 60]];

/** Times and numbers as the person's language writes them. */
export function useFormat() {
  const { t } = useTranslation();
  const tongue = language() === 'fr' ? 'fr-FR' : 'en-GB';
  const relative = new Intl.RelativeTimeFormat(tongue, { numeric: 'auto' });
  const number = new Intl.NumberFormat(tongue);
  const share = new Intl.NumberFormat(tongue, { style: 'percent', maximumFractionDigits: 0 });
  const day = new Intl.DateTimeFormat(tongue, { day: 'numeric', month: 'long', year: 'numeric' });
  const moment = new Intl.DateTimeFormat(tongue, { dateStyle: 'long', timeStyle: 'short' });
  return {
    /** "5 minutes ago", "in 3 minutes"; within a minute "just now" or "in a moment". */
    ago(when: string | Date | null | undefined): string {
      if (!when) return t('never');
      const apart = (new Date(when).getTime() - Date.now()) / 1000;
      for (const [unit, length] of steps) if (Math.abs(apart) >= length) return relative.format(Math.round(apart / length), unit);
      return apart > 0 ? t('inAMoment') : t('justNow');
    },
    number: (value: number) => number.format(value),
    percent: (value: number) => share.format(value),
    day: (when: string | Date) => day.format(new Date(when)),
    moment: (when: string | Date) => moment.format(new Date(when)),
  };
}

/** Text as a search compares it: without accents and capitals. */
export function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
