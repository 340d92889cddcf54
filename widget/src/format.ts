const made = new Map<string, unknown>();

/** The formatter of that name, made once: that costs more than a wall's whole use of it. */
export function once<Format>(name: string, make: () => Format): Format {
  if (!made.has(name)) made.set(name, make());
  return made.get(name) as Format;
}
