/** The address when it is a full http or https one, else undefined: nothing else becomes a link or a picture. */
export function safeUrl(address: unknown): string | undefined {
  if (typeof address !== 'string' || !/^https?:\/\//i.test(address)) return undefined;
  try {
    return new URL(address).href;
  } catch {
    return undefined;
  }
}
