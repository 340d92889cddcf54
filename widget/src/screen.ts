/** The full-screen page for event screens and apps: `/wall.html?key=…&layout=…&type=large`. */
import { adopt } from './style';
import css from './style/screen.css';
import type { Options } from './settings';
import type { WallHandle } from './wall';

/** How often the page looks whether a newer one was published. */
const publicationCheck = 3_600_000;
/** The pointer is hidden when it rests for so long. */
const pointerRest = 3_000;

const query = new URLSearchParams(location.search);
const get = (name: string) => query.get(name) ?? undefined;

// Other sites' pages could put something over a framed wall.
if (top === self) show();

function show() {
  adopt(document, css);
  document.documentElement.classList.toggle('large', get('type') === 'large');
  document.documentElement.lang = get('lang') ?? navigator.language;
  const { HashMyTag } = window as unknown as { HashMyTag: { init(options: Options): WallHandle } };
  const number = (name: string) => Number(get(name)) || undefined;
  const choices = { theme: get('theme'), layout: get('layout'), scroll: get('scroll') ?? 'slow', lang: get('lang') } as Partial<Options>;
  const wall = HashMyTag.init({
    ...choices,
    apiKey: get('key') ?? '',
    columns: number('columns'),
    limit: number('limit'),
    networks: get('networks')?.split(','),
    height: '100vh',
    analytics: get('analytics') !== 'false',
  });
  addEventListener('online', () => void wall.refresh());
  stayAwake();
  restPointer();
  followPublication();
}

/** Keeps the screen on, again each time that the page is seen again. */
function stayAwake() {
  const hold = () => void (document.hidden || navigator.wakeLock?.request('screen').catch(() => {}));
  document.addEventListener('visibilitychange', hold);
  hold();
}

/** Tells the style sheet, and the wall, when nobody has pointed or pressed a key for a while. */
function restPointer() {
  const { classList } = document.documentElement;
  let timer: ReturnType<typeof setTimeout>;
  const rest = () => {
    classList.add('resting');
    // The browser says that a pointer left only when it moves again.
    document.querySelector('hashmytag-wall')?.shadowRoot?.querySelector('.frame')?.dispatchEvent(new PointerEvent('pointerleave', { pointerType: 'mouse' }));
  };
  const wake = () => {
    classList.remove('resting');
    clearTimeout(timer);
    timer = setTimeout(rest, pointerRest);
  };
  for (const act of ['pointermove', 'pointerdown', 'keydown']) addEventListener(act, wake);
  wake();
}

/** Loads the page again when a newer one was published, and only when it can be had. */
function followPublication() {
  const read = async () => {
    const answer = await fetch(location.pathname, { cache: 'no-cache' });
    return answer.ok ? answer.text() : undefined;
  };
  let shown: string | undefined;
  const look = async () => {
    const now = await read().catch(() => undefined);
    shown ??= now;
    if (now && now !== shown) location.reload();
  };
  void look();
  setInterval(() => void look(), publicationCheck);
}
