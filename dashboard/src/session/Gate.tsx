import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { useAuth } from 'react-oidc-context';
import { Outlet } from 'react-router';
import { Splash } from '../parts/Splash';
import { session } from './session';
import { SignInFailed } from './SignInFailed';

const SessionEnded = lazy(() => import('./SessionEnded'));

/** Lets signed-in people through, and sends others to sign in and back to where they wanted to go. */
export function Gate() {
  const { user, isLoading, activeNavigator, error } = useAuth();
  const ended = useSyncExternalStore(session.watch, () => session.ended);
  const leaves = !user && !isLoading && !activeNavigator && !error && !session.leaving;
  useEffect(() => {
    if (leaves) void session.signIn();
  }, [leaves]);
  if (error && !user) return <SignInFailed error={error} />;
  if (!user) return <Splash />;
  return (
    <>
      <Outlet />
      {ended && <Suspense><SessionEnded /></Suspense>}
    </>
  );
}
