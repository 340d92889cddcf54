import { h } from '../dom';
import { allWords } from '../language/words';
import type { Stage } from '../stage';

interface Offer {
  button: HTMLElement;
  askMore?: (() => void) | undefined;
  look(): void;
}

const offers = new WeakMap<Stage, Offer>();

/**
 * Posts that do not fit the wall's reserved height wait behind a button: the
 * first press lets the wall be as high as they are, the next ones ask for
 * more, while there are any.
 */
export function offerMore(stage: Stage, askMore: (() => void) | undefined) {
  const offer = offers.get(stage) ?? add(stage);
  offers.set(stage, offer);
  offer.askMore = askMore;
  offer.button.textContent = allWords(stage.language).showMore;
  offer.look();
}

function add(stage: Stage): Offer {
  const { section, frame, list } = stage;
  const { classList } = section;
  const press = () => {
    if (classList.contains('open')) offer.askMore?.();
    classList.add('open');
    offer.look();
  };
  const look = () => {
    const hidden = frame.scrollHeight > frame.clientHeight + 1;
    classList.toggle('more', hidden || (classList.contains('open') && !!offer.askMore));
  };
  const button = h('button', { class: 'button', type: 'button', click: press });
  const offer: Offer = { button, look };
  section.append(h('div', { class: 'foot' }, button));
  const sizes = new ResizeObserver(look);
  sizes.observe(frame);
  sizes.observe(list);
  stage.stop.addEventListener('abort', () => sizes.disconnect());
  return offer;
}
