import { drawing } from './dom';

/** What the widget knows of a network: its name, its mark, and where its hashtags and people live. */
interface Network {
  name: string;
  paths: string[];
  hashtag?: string;
  mention?: string;
}

const direct: Network = { name: '', paths: ['M9 4 7 20M17 4l-2 16M4 9h17M3 15h17'] };

const networks = new Map<unknown, Network>(Object.entries({
  instagram: {
    name: 'Instagram',
    paths: ['M8 3h8a5 5 0 0 1 5 5v8a5 5 0 0 1-5 5H8a5 5 0 0 1-5-5V8a5 5 0 0 1 5-5ZM16 12a4 4 0 1 1-8 0 4 4 0 0 1 8 0ZM17.4 6.6h.01'],
    hashtag: 'https://www.instagram.com/explore/tags/',
    mention: 'https://www.instagram.com/',
  },
  facebook: {
    name: 'Facebook',
    paths: ['M10.2 22v-8.1H7.6v-3.5h2.6V8.2c0-3 1.7-4.6 4.4-4.6.9 0 1.8.1 2.1.2v3.1h-1.6c-1.2 0-1.5.6-1.5 1.5v2h3l-.5 3.5h-2.5V22Z'],
    hashtag: 'https://www.facebook.com/hashtag/',
  },
  twitter: {
    name: 'X',
    paths: ['M3 3.5h5.6l4.3 6 5.4-6h2.3l-6.7 7.4 7.4 9.6h-5.6l-4.7-6.4-5.7 6.4H3l7-7.8Zm3.3 1.8 10.3 13.4h1.2L7.7 5.3Z'],
    hashtag: 'https://x.com/hashtag/',
    mention: 'https://x.com/',
  },
  google: {
    name: 'Google',
    paths: [
      'M17.7 6.3A8 8 0 0 0 5.1 8',
      'M5.1 8a8 8 0 0 0 0 8',
      'M5.1 16a8 8 0 0 0 12.2 2',
      'M12.5 12H20a8 8 0 0 1-2.7 6',
    ],
  },
}));

const known = (network: unknown) => networks.get(network) ?? direct;

/** The network's name as people know it, empty for the tenant's own posts. */
export const networkName = (network: unknown): string => known(network).name;

/** The network's mark, drawn. */
export const networkMark = (network: unknown): SVGSVGElement =>
  drawing(networks.has(network) ? `${network}` : 'direct', ...known(network).paths);

/** Where the network shows a hashtag or a person, if it has such a page. */
export function networkPage(network: unknown, kind: 'hashtag' | 'mention', name: string): string | undefined {
  const base = known(network)[kind];
  return base && base + encodeURIComponent(name);
}
