import { useTranslation } from 'react-i18next';
import { Page } from '../../parts/Page';

export default function Settings() {
  const { t } = useTranslation('settings');
  return <Page title={t('title')}>…</Page>;
}
