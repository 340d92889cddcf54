import type analytics from './en/analytics';
import type design from './en/design';
import type feeds from './en/feeds';
import type home from './en/home';
import type overview from './en/overview';
import type platform from './en/platform';
import type posts from './en/posts';
import type problems from './en/problems';
import type register from './en/register';
import type session from './en/session';
import type settings from './en/settings';
import type shell from './en/shell';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'shell';
    resources: {
      analytics: typeof analytics;
      design: typeof design;
      feeds: typeof feeds;
      home: typeof home;
      overview: typeof overview;
      platform: typeof platform;
      posts: typeof posts;
      problems: typeof problems;
      register: typeof register;
      session: typeof session;
      settings: typeof settings;
      shell: typeof shell;
    };
  }
}
