import type { Place, WallSettings } from './post';

export type Theme = 'light' | 'dark' | 'auto' | 'custom';
export type Layout = 'grid' | 'list' | 'carousel' | 'ticker';
export type Scroll = 'off' | 'slow' | 'medium' | 'fast';
export type Colors = Partial<Record<'background' | 'card' | 'text' | 'accent', string>>;

/** What a page may say; all but the key is optional, and wins over the tenant's settings. */
export interface Options {
  /** The widget key, `hmt_…`. */
  apiKey: string;
  /** The element that holds the wall, or its selector; `#hashmytag-wall` unless told. */
  target?: string | Element;
  theme?: Theme;
  /** Colours of the custom theme, hexadecimal; corrected where they could not be read. */
  colors?: Colors;
  layout?: Layout;
  /** Columns of the grid at desk width, 1 to 6. */
  columns?: number;
  scroll?: Scroll;
  /** Posts shown at first, 1 to 100. */
  limit?: number;
  networks?: string[];
  /** The language of the widget's own words; the page's unless told. */
  lang?: string;
  /** The wall's reserved height, any CSS length. */
  height?: string;
  branding?: { logo?: string; font?: string };
  /** False counts nothing. */
  analytics?: boolean;
  /** Shows the owner what an empty wall will be; visitors see nothing. */
  preview?: boolean;
  /** Where the API is; the origin of the widget's own script unless told. */
  origin?: string;
}

export interface Settings {
  theme: Theme;
  colors: Colors;
  layout: Layout;
  columns: number;
  scroll: Scroll;
  language: string | undefined;
  logo: string | undefined;
  font: string | undefined;
  preview: boolean;
  places: Place[];
}

const themes: Theme[] = ['light', 'dark', 'auto', 'custom'];
const layouts: Layout[] = ['grid', 'list', 'carousel', 'ticker'];
const scrolls: Scroll[] = ['off', 'slow', 'medium', 'fast'];

/** The settings that hold: the page's, else the tenant's, else ours. A value that we do not know counts as not given. */
export function settle(options: Partial<Options>, wall: WallSettings = {}): Settings {
  const branding = { ...wall.branding, ...options.branding };
  return {
    theme: oneOf(themes, options.theme, wall.theme),
    colors: { ...wall.colors, ...options.colors },
    layout: oneOf(layouts, options.layout, wall.layout),
    columns: Number(options.columns ?? wall.columns) || 3, // a card's least width bounds it
    scroll: oneOf(scrolls, options.scroll, wall.scroll),
    language: options.lang ?? (wall.language === 'auto' ? undefined : wall.language),
    logo: branding.logo,
    font: branding.font,
    preview: !!options.preview,
    places: wall.places ?? [],
  };
}

/** The first given value that is known, else the first known. */
function oneOf<T extends string>(known: T[], ...given: (string | undefined)[]): T {
  return known.find((value) => value === given.find((name) => known.includes(name as T))) ?? known[0]!;
}
