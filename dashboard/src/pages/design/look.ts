import type { Widget } from '../../api/widget';
import type { PartOf } from '../../parts/useSettings';

/** How the wall looks and what it shows: all of the settings but the rules. */
export type Look = Omit<Widget, 'moderation'>;

export const look: PartOf<Widget, Look> = {
  name: 'look',
  fields: ['theme', 'colors.background', 'colors.card', 'colors.text', 'colors.accent', 'layout', 'columns', 'scroll', 'limit', 'networks', 'language', 'branding.logo', 'branding.font'],
  take: ({ theme, colors, layout, columns, scroll, limit, networks, language, branding }) => ({
    theme,
    colors: { background: colors.background ?? '', card: colors.card ?? '', text: colors.text ?? '', accent: colors.accent ?? '' },
    layout,
    columns,
    scroll,
    limit,
    networks,
    language,
    branding: { logo: branding.logo ?? '', font: branding.font ?? '' },
  }),
};

/** The look of a new wall (shared/wall/widget.go, DefaultWidget). */
export const standard: Look = {
  theme: 'light',
  colors: { background: '', card: '', text: '', accent: '' },
  layout: 'grid',
  columns: 3,
  scroll: 'off',
  limit: 24,
  networks: [],
  language: 'auto',
  branding: { logo: '', font: '' },
};

export const themes = ['light', 'dark', 'custom'] as const satisfies Look['theme'][];
export const layouts = ['grid', 'list', 'carousel', 'ticker'] as const satisfies Look['layout'][];
export const scrolls = ['off', 'slow', 'medium', 'fast'] as const satisfies Look['scroll'][];
export const tints = ['background', 'card', 'text', 'accent'] as const satisfies (keyof Look['colors'])[];
