import { palette } from '../finish/color';
import { bringFont } from '../finish/font';
import { enliven } from '../finish/gallery';
import { head } from '../finish/header';
import { offerMore } from '../finish/more';
import { move } from '../finish/mover';
import { vacate } from '../finish/vacancy';
import type { Stage } from '../stage';
import { adopt, sheet } from '../style';
import css from '../style/finish.css';

sheet(css); // read while the posts are on their way

// What a plain grid of posts can be shown without. It loads beside the posts.

/** What must be there before the posts: the other layouts, the tenant's colours, font and logo. */
export function dress(stage: Stage) {
  const { section, settings } = stage;
  adopt(section, css);
  // The tenant's colours, corrected where they could not be read.
  const own = settings.theme === 'custom' ? palette(settings.colors) : {};
  for (const name of ['background', 'card', 'text', 'muted', 'accent', 'line'] as const) section.style.setProperty(`--own-${name}`, own[name] ?? '');
  bringFont(settings.font);
  head(stage);
}

/** What comes after the posts: films, galleries, motion and "show more". */
export function finish(stage: Stage, askMore?: () => void) {
  vacate(stage);
  enliven(stage);
  offerMore(stage, askMore);
  move(stage);
}
