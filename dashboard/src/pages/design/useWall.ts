import { type RefObject, useEffect, useRef, useState } from 'react';
import type { Options } from '../../../../widget/src/settings';

interface Widget {
  init: (options: Options) => { destroy(): void };
}

let loading: Promise<Widget> | undefined;

/** The widget that customers embed. A failure to load it is tried again the next time. */
function load(): Promise<Widget> {
  loading ??= new Promise<Widget>((loaded, failed) => {
    const script = Object.assign(document.createElement('script'), { src: '/hashmytag.v1.js', async: true });
    script.onload = () => loaded((window as unknown as { HashMyTag: Widget }).HashMyTag);
    script.onerror = () => failed(new Error('the widget does not load'));
    document.head.append(script);
  }).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

/** A change waits so long for the next one: colours are dragged. */
const rest = 250;
/** A wall that does not show in such a time has failed. */
const patience = 12_000;

/** Settles when a wall has drawn its posts. */
function drawn(layer: Element, stop: AbortSignal): Promise<void> {
  return new Promise((done, failed) => {
    const root = layer.querySelector('hashmytag-wall')?.shadowRoot;
    const section = root?.querySelector('section');
    if (!section) return failed(new Error('there is no wall'));
    const timer = setTimeout(() => failed(new Error('the wall does not come')), patience);
    const look = () => section.hasAttribute('aria-busy') || done();
    const watch = new MutationObserver(look);
    watch.observe(section, { attributes: true });
    stop.addEventListener('abort', () => {
      watch.disconnect();
      clearTimeout(timer);
    });
    look();
  });
}

/** Keeps the real wall in a frame as the options say. The wall before stays until the next one has drawn itself: nothing flickers. */
export function useWall(frame: RefObject<HTMLDivElement | null>, options: Omit<Options, 'target'>) {
  const [state, setState] = useState<'coming' | 'there' | 'failed'>('coming');
  const [again, setAgain] = useState(0);
  const shown = useRef<() => void>(undefined);
  const wanted = JSON.stringify(options);
  useEffect(() => {
    const stop = new AbortController();
    const layer = document.createElement('div');
    let remove = () => layer.remove();
    const draw = async () => {
      try {
        const { init } = await load();
        if (stop.signal.aborted || !frame.current) return;
        layer.style.cssText = shown.current ? 'position:absolute;inset:0;visibility:hidden' : '';
        frame.current.append(layer);
        const wall = init({ ...(JSON.parse(wanted) as Options), target: layer });
        remove = () => {
          wall.destroy();
          layer.remove();
        };
        await drawn(layer, stop.signal);
        if (stop.signal.aborted) return;
        shown.current?.();
        shown.current = remove;
        layer.style.cssText = '';
        setState('there');
      } catch {
        if (!stop.signal.aborted) setState('failed');
      }
    };
    const timer = setTimeout(() => void draw(), shown.current ? rest : 0);
    return () => {
      clearTimeout(timer);
      stop.abort();
      if (shown.current !== remove) remove();
    };
  }, [wanted, again, frame]);
  useEffect(() => () => {
    shown.current?.();
    shown.current = undefined;
  }, []);
  return { state, retry: () => { setState('coming'); setAgain(again + 1); } };
}
