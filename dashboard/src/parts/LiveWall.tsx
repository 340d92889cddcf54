import { useEffect } from 'react';

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace JSX {
    interface IntrinsicElements {
      'hashmytag-wall': React.HTMLAttributes<HTMLElement> & Record<'api-key' | 'analytics' | 'preview' | 'language' | 'height' | 'layout', string | undefined | ''>;
    }
  }
}

let asked = false;

/** Loads the widget that customers embed, once. */
function load() {
  if (asked) return;
  asked = true;
  document.head.append(Object.assign(document.createElement('script'), { src: '/hashmytag.js', async: true }));
}

/** The wall as visitors see it: the real widget. Nothing is counted. An empty one shows what it will be. */
export function LiveWall({ apiKey, language }: { apiKey: string; language?: string }) {
  useEffect(load, []);
  return <hashmytag-wall api-key={apiKey} analytics="false" preview="" language={language} height={undefined} layout={undefined} />;
}
