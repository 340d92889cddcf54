type Rgb = [number, number, number];

/** Reads a hexadecimal colour (#rgb or #rrggbb). */
export function parseColor(color: unknown): Rgb | undefined {
  if (typeof color !== 'string') return undefined;
  const digits = /^#([\da-f]{3}|[\da-f]{6})$/i.exec(color.trim())?.[1];
  if (!digits) return undefined;
  const full = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  return [0, 2, 4].map((at) => parseInt(full.slice(at, at + 2), 16)) as Rgb;
}

const hex = (color: Rgb) => `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;

/** Mixes a share of one colour into another. */
const mix = (color: Rgb, other: Rgb, share: number) => color.map((part, i) => part + (other[i]! - part) * share) as Rgb;

function luminance(color: Rgb): number {
  const [r, g, b] = color.map((part) => {
    const c = part / 255;
    return c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  }) as Rgb;
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours as WCAG counts it, 1 to 21. */
export function contrast(a: Rgb, b: Rgb): number {
  const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The colour nearest to the wanted one that can be read on every one of the backgrounds. */
export function readable(wanted: Rgb, backgrounds: Rgb[], ratio = 4.5): Rgb {
  const worst = (color: Rgb) => Math.min(...backgrounds.map((background) => contrast(color, background)));
  const ends: Rgb[] = [[0, 0, 0], [255, 255, 255]];
  for (let share = 0; share <= 1; share += 0.05) {
    const found = ends.map((end) => mix(wanted, end, share)).find((color) => worst(color) >= ratio);
    if (found) return found;
  }
  return worst(ends[0]!) > worst(ends[1]!) ? ends[0]! : ends[1]!;
}

export type Palette = Partial<Record<'background' | 'card' | 'text' | 'muted' | 'accent' | 'line', string>>;

/** A whole palette from a tenant's few colours, corrected until everything can be read. */
export function palette(colors: Partial<Record<'background' | 'card' | 'text' | 'accent', unknown>>): Palette {
  const background = parseColor(colors.background) ?? [246, 246, 243];
  const card = parseColor(colors.card) ?? mix(background, [255, 255, 255], luminance(background) > 0.3 ? 1 : 0.07);
  const surfaces = [background, card];
  const text = readable(parseColor(colors.text) ?? readable([128, 128, 128], surfaces, 12), surfaces);
  return {
    background: hex(background),
    card: hex(card),
    text: hex(text),
    muted: hex(readable(mix(text, card, 0.4), surfaces)),
    accent: hex(readable(parseColor(colors.accent) ?? text, surfaces)),
    line: hex(mix(card, text, 0.14)),
  };
}
