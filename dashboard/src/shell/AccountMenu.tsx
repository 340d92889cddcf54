import { Avatar, VisuallyHidden } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ComponentPropsWithRef } from 'react';
import { useTranslation } from 'react-i18next';
import { meQuery } from '../api/queries';
import classes from './Shell.module.css';

const load = () => import('./AccountChoices');
const AccountChoices = lazy(load);

/** Language, light or dark, and the way out; the menu is loaded when somebody reaches for it. */
export function AccountMenu({ compact = false }: { compact?: boolean }) {
  const [wanted, setWanted] = useState(false);
  const button = <AccountButton compact={compact} onClick={() => setWanted(true)} onPointerEnter={load} onFocus={load} />;
  return wanted ? <Suspense fallback={button}><AccountChoices compact={compact} /></Suspense> : button;
}

export function AccountButton({ compact, ...rest }: { compact: boolean } & ComponentPropsWithRef<'button'>) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meQuery);
  return (
    <button type="button" aria-haspopup="menu" {...rest} className={classes.account} data-compact={compact || undefined}>
      <VisuallyHidden>{t('account.label')}: </VisuallyHidden>
      <Avatar size={28} radius="xl" name={me?.email} color="coral" variant="light" alt="" aria-hidden />
      <span className={classes.email}>{me?.email}</span>
    </button>
  );
}
