import { useIsFetching } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation } from 'react-router';
import { Logo } from '../parts/Logo';
import { LoadingPage } from '../parts/Ready';
import { AccountMenu } from './AccountMenu';
import { ErrorBoundary } from './ErrorBoundary';
import { Navigation, Tabs } from './Navigation';
import { Offline } from './Offline';
import classes from './Shell.module.css';
import { TenantSwitcher } from './TenantSwitcher';

/** The frame around every page: on a desk a bar at the side, on a phone one above and tabs below. */
export function Shell() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const fetching = useIsFetching() > 0;
  // Chromium's scrollTo gives a promise, which an effect must not.
  useEffect(() => void scrollTo(0, 0), [pathname]);
  return (
    <div className={classes.shell}>
      <a href="#content" className={classes.skip}>{t('nav.skip')}</a>
      <div role="region" aria-label="HashMyTag" className={classes.bar}>
        <Link to="/" className={classes.brand}><Logo />HashMyTag</Link>
        <TenantSwitcher />
        <div className={classes.menu}><Navigation /></div>
        <AccountMenu />
      </div>
      <main id="content" tabIndex={-1} className={classes.main} aria-busy={fetching}>
        <Offline />
        <div className={classes.page}>
          <ErrorBoundary key={pathname}>
            <Suspense fallback={<LoadingPage />}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </div>
      </main>
      <Tabs />
    </div>
  );
}
