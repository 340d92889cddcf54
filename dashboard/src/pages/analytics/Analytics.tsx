import { useTranslation } from 'react-i18next';
import { Page } from '../../parts/Page';

export default function Analytics() {
  const { t } = useTranslation('analytics');
  return <Page title={t('title')}>…</Page>;
}
