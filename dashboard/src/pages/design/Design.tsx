import { useTranslation } from 'react-i18next';
import { Page } from '../../parts/Page';

export default function Design() {
  const { t } = useTranslation('design');
  return <Page title={t('title')}>…</Page>;
}
