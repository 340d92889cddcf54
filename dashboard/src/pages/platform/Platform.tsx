import { useTranslation } from 'react-i18next';
import { Page } from '../../parts/Page';

export default function Platform() {
  const { t } = useTranslation('platform');
  return <Page title={t('title')}>…</Page>;
}
