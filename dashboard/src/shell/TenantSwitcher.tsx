import { Avatar, Indicator, VisuallyHidden } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSelector } from '@tabler/icons-react';
import { lazy, Suspense, useState, type ComponentPropsWithRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Thing } from '../api/queries';
import { useMyTenants } from './navigation';
import classes from './Shell.module.css';

const load = () => import('./TenantMenu');
const TenantMenu = lazy(load);

/** Says which wall one works on, and changes it in one gesture (also by Ctrl K), on the same page. */
export function TenantSwitcher() {
  const { current } = useMyTenants();
  const [wanted, setWanted] = useState(false);
  useHotkeys([['mod+K', () => setWanted(true)]]);
  if (!current) return <div />;
  const button = <SwitcherButton tenant={current} onClick={() => setWanted(true)} onPointerEnter={load} onFocus={load} />;
  return wanted ? <Suspense fallback={button}><TenantMenu current={current} /></Suspense> : button;
}

export function SwitcherButton({ tenant, open = false, ...rest }: { tenant: Thing<'MyTenant'>; open?: boolean } & ComponentPropsWithRef<'button'>) {
  const { t } = useTranslation();
  return (
    <button type="button" aria-haspopup="listbox" {...rest} aria-expanded={open} className={classes.switcher}>
      <VisuallyHidden>{t('switcher.label')}: </VisuallyHidden>
      <Face tenant={tenant} />
      <span className={classes.name}>{tenant.name}</span>
      <IconSelector size={16} aria-hidden />
    </button>
  );
}

/** Those of the theme whose text on its own tint passes WCAG AA. */
const colors = ['coral', 'green', 'yellow', 'red'];

/** A tenant's initials, with a mark when feeds need attention. */
export function Face({ tenant, size = 28 }: { tenant: Thing<'MyTenant'>; size?: number }) {
  const { t } = useTranslation();
  const troubles = tenant.feedsInError ? t('switcher.troubles', { count: tenant.feedsInError }) : undefined;
  return (
    <Indicator disabled={!troubles} color="red" size={10} offset={3} withBorder title={troubles}>
      <Avatar size={size} radius="sm" name={tenant.name} color="initials" allowedInitialsColors={colors} alt="" aria-hidden />
    </Indicator>
  );
}
