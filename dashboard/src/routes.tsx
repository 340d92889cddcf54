import { type ComponentType, lazy } from 'react';
import { matchPath, Route, Routes } from 'react-router';
import { Gate } from './session/Gate';
import { loadWords } from './words';

/** A page with its words, both loaded when somebody goes there. */
function page(load: () => Promise<{ default: ComponentType }>, ...words: string[]) {
  const begin = async () => {
    const [module] = await Promise.all([load(), loadWords(...words)]);
    return module;
  };
  return Object.assign(lazy(begin), { begin });
}

const Shell = page(() => import('./shell/Shell').then(({ Shell }) => ({ default: Shell })));
const TenantRoute = page(() => import('./shell/TenantRoute').then(({ TenantRoute }) => ({ default: TenantRoute })));
const UnknownPage = page(() => import('./shell/UnknownPage').then(({ UnknownPage }) => ({ default: UnknownPage })));

const Welcome = page(() => import('./pages/welcome/Welcome'));
const Register = page(() => import('./pages/register/Register'), 'register');
const Steps = page(() => import('./pages/register/Steps'), 'register', 'feeds');
const Overview = page(() => import('./pages/overview/Overview'), 'overview', 'feeds');
const Platform = page(() => import('./pages/platform/Platform'), 'platform');
const Home = page(() => import('./pages/home/Home'), 'home', 'feeds');
const Feeds = page(() => import('./pages/feeds/Feeds'), 'feeds');
const FeedEditor = page(() => import('./pages/feeds/FeedEditor'), 'feeds');
const Posts = page(() => import('./pages/posts/Posts'), 'posts');
const Design = page(() => import('./pages/design/Design'), 'design');
const Analytics = page(() => import('./pages/analytics/Analytics'), 'analytics');
const Settings = page(() => import('./pages/settings/Settings'), 'settings');

/** Begins to load the page of an address and what is around it, before it is known who is there: one after the other takes longer. */
export function approach(path: string): void {
  const own = { '/': [Welcome], '/walls': [Shell, Overview], '/walls/:tenant': [Shell, TenantRoute, Home], '/walls/:tenant/feeds': [Shell, TenantRoute, Feeds] };
  const found = Object.entries(own).find(([pattern]) => matchPath(pattern, path))?.[1] ?? [];
  for (const { begin } of found) void begin().catch(() => undefined); // whoever draws it says so
}

/** The one table of pages. */
export function Pages() {
  return (
    <Routes>
      <Route path="/" element={<Welcome />} />
      <Route element={<Gate />}>
        <Route path="/register" element={<Register />} />
        <Route path="/register/:tenant/:step" element={<Steps />} />
        <Route element={<Shell />}>
          <Route path="/walls" element={<Overview />} />
          <Route path="/platform" element={<Platform />} />
          <Route path="/walls/:tenant" element={<TenantRoute />}>
            <Route index element={<Home />} />
            <Route path="feeds" element={<Feeds />} />
            <Route path="feeds/:feed" element={<FeedEditor />} />
            <Route path="posts" element={<Posts />} />
            <Route path="design" element={<Design />} />
            <Route path="analytics" element={<Analytics />} />
            <Route path="settings" element={<Settings />} />
            <Route path="*" element={<UnknownPage />} />
          </Route>
          <Route path="*" element={<UnknownPage />} />
        </Route>
      </Route>
    </Routes>
  );
}
