import { type ComponentType, lazy } from 'react';
import { Route, Routes } from 'react-router';
import { Gate } from './session/Gate';
import { Shell } from './shell/Shell';
import { TenantRoute } from './shell/TenantRoute';
import { UnknownPage } from './shell/UnknownPage';
import { loadWords } from './words';

/** A page with its words, both loaded when somebody goes there. */
function page(load: () => Promise<{ default: ComponentType }>, ...words: string[]) {
  return lazy(async () => {
    const [module] = await Promise.all([load(), loadWords(...words)]);
    return module;
  });
}

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
