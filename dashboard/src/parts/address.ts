/**
 * The address when it leads to the web, or to a picture of ours, else undefined: what the API says comes from strangers,
 * and nothing else becomes a link or a picture.
 */
export function webAddress(address: string | undefined): string | undefined {
  return address && /^(https?:\/\/|\/media\/)/i.test(address) && URL.canParse(address, location.origin) ? address : undefined;
}
