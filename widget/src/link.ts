import { h, type Attributes, type Child } from './dom';

/** Makes a link that leads away; without an address, plain words in its place. */
export const linked = (address: string | undefined | false, attributes: Attributes, ...children: Child[]): HTMLElement =>
  address ? h('a', { ...attributes, href: address, target: '_blank', rel: 'noreferrer nofollow ugc' }, ...children) : h('span', attributes, ...children);
