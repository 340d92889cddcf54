import { useTranslation } from 'react-i18next';
import { Page } from '../../parts/Page';

export default function Register() {
  const { t } = useTranslation('register');
  return <Page title={t('title')}>…</Page>;
}
