import { useTranslation } from 'react-i18next';
import { Page } from '../../parts/Page';

export default function Home() {
  const { t } = useTranslation('home');
  return <Page title={t('title')}>…</Page>;
}
