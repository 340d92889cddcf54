import { useTranslation } from 'react-i18next';
import { Page } from '../../parts/Page';

export default function Feeds() {
  const { t } = useTranslation('feeds');
  return <Page title={t('title')}>…</Page>;
}
