import { Button } from '@mantine/core';
import { IconMapPinOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Empty } from '../parts/Empty';

export function UnknownPage() {
  const { t } = useTranslation('problems');
  return <Nothing title={t('unknownPage.title')} text={t('unknownPage.text')} />;
}

export function UnknownTenant() {
  const { t } = useTranslation('problems');
  return <Nothing title={t('unknownTenant.title')} text={t('unknownTenant.text')} />;
}

function Nothing({ title, text }: { title: string; text: string }) {
  const { t } = useTranslation('problems');
  return <Empty alone icon={IconMapPinOff} title={title} text={text} action={<Button component={Link} to="/">{t('home')}</Button>} />;
}
