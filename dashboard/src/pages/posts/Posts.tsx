import { useTranslation } from 'react-i18next';
import { Page } from '../../parts/Page';

export default function Posts() {
  const { t } = useTranslation('posts');
  return <Page title={t('title')}>…</Page>;
}
