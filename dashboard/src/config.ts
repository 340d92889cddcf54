/** What differs between stages; read when the site starts, so that one build serves them all. Nothing in it is secret. */
export interface Config {
  /** The OpenID Connect provider. */
  issuer: string;
  clientId: string;
}

export async function readConfig(): Promise<Config> {
  const answer = await fetch('/config.json', { credentials: 'same-origin' });
  if (!answer.ok) throw new Error(`/config.json: ${answer.status}`);
  const { issuer, clientId } = (await answer.json()) as Partial<Config>;
  if (!issuer || !clientId) throw new Error('/config.json needs issuer and clientId');
  return { issuer, clientId };
}
