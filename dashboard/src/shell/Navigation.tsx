import { useDisclosure } from '@mantine/hooks';
import { IconDots } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink, useLocation } from 'react-router';
import { above, pages, pathOf, useMyTenants } from './navigation';
import classes from './Shell.module.css';

const MoreDrawer = lazy(() => import('./MoreDrawer'));

interface Entry {
  name: keyof typeof above | (typeof pages)[number]['name'];
  to: string;
  icon: (typeof pages)[number]['icon'];
}

function useEntries(): { own: Entry[]; over: Entry[]; isLoading: boolean } {
  const { me, tenants, current, isLoading } = useMyTenants();
  const own = current ? pages.map(({ name, path, icon }) => ({ name, icon, to: pathOf(current.id, path) })) : [];
  const over: Entry[] = [];
  if (tenants.length > 1) over.push({ name: 'overview', ...above.overview });
  if (me?.admin) over.push({ name: 'platform', ...above.platform });
  return { own, over, isLoading };
}

/** The menu at the side of a desk's screen. */
export function Navigation({ onChoose }: { onChoose?: () => void }) {
  const { t } = useTranslation();
  const { own, over } = useEntries();
  return (
    <nav aria-label={t('nav.label')} onClick={onChoose}>
      {own.map((entry) => <Item key={entry.name} {...entry} />)}
      {own.length > 0 && over.length > 0 && <hr className={classes.rule} />}
      {over.map((entry) => <Item key={entry.name} {...entry} />)}
    </nav>
  );
}

function Item({ name, to, icon: Icon }: Entry) {
  const { t } = useTranslation();
  return (
    <NavLink to={to} end={name === 'home' || name === 'overview'} className={classes.link}>
      <Icon size={20} stroke={1.7} aria-hidden />
      {t(`nav.${name}`)}
    </NavLink>
  );
}

/** The tabs at the foot of a phone's screen: what is used every day, and the rest behind "More". */
export function Tabs() {
  const { t } = useTranslation();
  const { own, over, isLoading } = useEntries();
  const [opened, { open, close }] = useDisclosure();
  const [asked, setAsked] = useState(false);
  const { pathname } = useLocation();
  const daily = own.length ? own.slice(0, 4) : over;
  const inMore = !daily.some(({ name, to }) => (name === 'home' ? to === pathname : pathname.startsWith(to)));
  if (isLoading) return <nav className={classes.tabs} aria-label={t('nav.tabs')} />; // all at once: none moves aside for another
  return (
    <nav className={classes.tabs} aria-label={t('nav.tabs')}>
      {daily.map(({ name, to, icon: Icon }) => (
        <NavLink key={name} to={to} end={name === 'home' || name === 'overview'} className={classes.tab}>
          <Icon size={22} stroke={1.7} aria-hidden />
          {t(`nav.${name}`)}
        </NavLink>
      ))}
      <button type="button" className={classes.tab} onClick={() => { setAsked(true); open(); }} aria-haspopup="dialog" aria-expanded={opened} aria-current={inMore ? 'page' : undefined}>
        <IconDots size={22} stroke={1.7} aria-hidden />
        {t('nav.more')}
      </button>
      {asked && <Suspense><MoreDrawer opened={opened} close={close} /></Suspense>}
    </nav>
  );
}
