import type { Thing } from '../../api/queries';

export const sites = ['html', 'wordpress', 'shopify', 'wix', 'react'] as const;
export type Site = (typeof sites)[number];

/** The address of the script in the code that the API hands out. */
const scriptOf = (embedCode: string) => /\bsrc="([^"]+)"/.exec(embedCode)?.[1] ?? `${location.origin}/hashmytag.js`;

/** What is pasted where, by the kind of site: one piece or several fields. */
export function codeOf(site: Site, { embedCode = '', apiKey = '' }: Thing<'Tenant'>): { name?: 'tag' | 'script' | 'attribute' | 'value'; text: string }[] {
  const script = scriptOf(embedCode);
  switch (site) {
    case 'wix': return [{ name: 'script', text: script }, { name: 'tag', text: 'hashmytag-wall' }, { name: 'attribute', text: 'api-key' }, { name: 'value', text: apiKey }];
    case 'react': return [{ text: reactCode(script, apiKey) }];
    default: return [{ text: embedCode }];
  }
}

const reactCode = (script: string, apiKey: string) => `import { useEffect } from 'react';

export function SocialWall() {
  useEffect(() => {
    if (customElements.get('hashmytag-wall')) return;
    const script = document.createElement('script');
    script.src = '${script}';
    script.async = true;
    document.head.append(script);
  }, []);
  return <hashmytag-wall api-key="${apiKey}" />;
}`;
