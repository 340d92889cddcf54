import { ErrorResponse, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Config } from '../config';
import { language } from '../words';

/**
 * Who is signed in: code flow with PKCE. Tokens are kept in localStorage, so that all tabs share one session and a person
 * who comes back on the phone the next day is still signed in; the Content-Security-Policy runs no script but ours.
 */
class Session {
  private opened?: UserManager;
  private renewal?: Promise<string | undefined>;
  private readonly watchers = new Set<() => void>();
  /** The provider renews it no more: only the person can, by signing in. */
  ended = false;
  /** The person signs out: what needs a session does not ask for a new one. */
  leaving = false;

  open({ issuer, clientId }: Config): UserManager {
    const home = `${location.origin}/`;
    this.opened = new UserManager({
      authority: issuer,
      client_id: clientId,
      redirect_uri: home,
      post_logout_redirect_uri: home,
      scope: 'openid email profile',
      userStore: new WebStorageStateStore({ store: localStorage }),
      accessTokenExpiringNotificationTimeInSeconds: 120,
    });
    return this.opened;
  }

  private get manager(): UserManager {
    if (!this.opened) throw new Error('the session is not open yet');
    return this.opened;
  }

  async token(): Promise<string | undefined> {
    return (await this.manager.getUser())?.access_token;
  }

  /** A new access token, or none when the session has ended. Many requests that need one share one renewal. */
  renew(): Promise<string | undefined> {
    this.renewal ??= this.renewOnce().finally(() => (this.renewal = undefined));
    return this.renewal;
  }

  private async renewOnce(): Promise<string | undefined> {
    const user = await this.manager.getUser();
    try {
      const renewed = user?.refresh_token ? await this.manager.signinSilent() : null;
      if (renewed) return renewed.access_token;
    } catch (error) {
      // Whoever is offline is still signed in.
      if (!(error instanceof ErrorResponse)) throw error;
    }
    this.end();
    return undefined;
  }

  private end() {
    this.ended = true;
    this.watchers.forEach((watcher) => watcher());
  }

  watch = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** Signs in, and comes back to where the person is. */
  signIn(path = location.pathname + location.search + location.hash): Promise<void> {
    return this.manager.signinRedirect({
      state: { path },
      ui_locales: language(),
      // Cognito calls it lang (docs.aws.amazon.com/cognito/latest/developerguide/authorization-endpoint.html).
      extraQueryParams: { lang: language() },
    });
  }

  /** Signs out here and at the provider. Cognito names the parameters of its logout endpoint by itself. */
  signOut(): Promise<void> {
    this.leaving = true;
    const { client_id, post_logout_redirect_uri } = this.manager.settings;
    return this.manager.signoutRedirect({ extraQueryParams: { client_id, logout_uri: post_logout_redirect_uri ?? '' } });
  }
}

export const session = new Session();
