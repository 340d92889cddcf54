import { Button, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Middle } from '../parts/Splash';
import { session } from './session';

/** A sign-in that did not come to its end: it took too long, or was begun in another browser. */
export function SignInFailed({ error }: { error: Error }) {
  const { t } = useTranslation('session');
  return (
    <Middle>
      <Title order={1} size="h2">{t('failed.title')}</Title>
      <Text c="dimmed" maw={420}>{navigator.onLine ? t('failed.text') : t('failed.offline')}</Text>
      <Button onClick={() => session.signIn(location.pathname)}>{t('signInAgain')}</Button>
      <Text size="xs" c="dimmed">{error.message}</Text>
    </Middle>
  );
}
