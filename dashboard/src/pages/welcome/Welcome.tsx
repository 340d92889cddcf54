import { Button, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAuth } from 'react-oidc-context';
import { Navigate, useLocation } from 'react-router';
import { meQuery } from '../../api/queries';
import { Ready } from '../../parts/Ready';
import { Middle, Splash } from '../../parts/Splash';
import { session } from '../../session/session';
import { SignInFailed } from '../../session/SignInFailed';
import { pathOf } from '../../shell/navigation';
import { lastTenant } from '../../shell/TenantRoute';

/** The site's front door, and where the sign-in comes back to. */
export default function Welcome() {
  const { user, isLoading, error } = useAuth();
  const arrives = new URLSearchParams(useLocation().search).has('state');
  if (user && arrives) return <Splash />; // app.tsx sends it on
  if (user) return <Onwards />;
  if (isLoading) return <Splash />;
  return error ? <SignInFailed error={error} /> : <Door />;
}

function Door() {
  const { t } = useTranslation('session');
  const [leaving, setLeaving] = useState<string>();
  const go = (path: string) => () => {
    setLeaving(path);
    void session.signIn(path);
  };
  return (
    <Middle>
      <title>HashMyTag</title>
      <Title order={1} maw={560}>{t('welcome.title')}</Title>
      <Text size="lg" c="dimmed" maw={520}>{t('welcome.text')}</Text>
      <Group justify="center" mt="sm">
        <Button size="md" onClick={go('/register')} loading={leaving === '/register'}>{t('welcome.create')}</Button>
        <Button size="md" variant="default" onClick={go('/')} loading={leaving === '/'}>{t('welcome.signIn')}</Button>
      </Group>
      <Text size="sm" c="dimmed">{t('welcome.hint')}</Text>
    </Middle>
  );
}

/** To the wall that was looked at last, to all of them, or to the making of the first. */
function Onwards() {
  const query = useQuery(meQuery);
  return (
    <Ready query={query} waiting={<Splash />}>
      {({ tenants, admin }) => {
        const last = tenants.find(({ id }) => id === localStorage.getItem(lastTenant)) ?? (tenants.length === 1 ? tenants[0] : undefined);
        if (last) return <Navigate to={pathOf(last.id)} replace />;
        if (tenants.length > 0) return <Navigate to="/walls" replace />;
        return <Navigate to={admin ? '/platform' : '/register'} replace />;
      }}
    </Ready>
  );
}
