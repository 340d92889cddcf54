import { networkPage } from './network';
import type { Entity } from './post';
import { safeUrl } from './url';

/** A piece of a post's text; with an address it is a link. */
export interface Piece {
  text: string;
  url?: string | undefined;
}

// An address, or a hashtag or a name that does not stand inside a word.
const pattern = /(https?:\/\/[^\s<>"]+)|(?<![\p{L}\p{N}_&/])(?:[#＃]([\p{L}\p{N}_]*\p{L}[\p{L}\p{N}\p{M}_]*)|@([\w.]*\w))/giu;

/** Cuts a post's text into plain pieces and links: those the network marked, in order, and those that can be seen in it. */
export function pieces(text: string, network: unknown, entities?: Entity[] | null): Piece[] {
  const characters = [...text];
  const found: Piece[] = [];
  let at = 0;
  for (const { start = 0, end = 0, url, text: shown } of entities ?? []) {
    const address = safeUrl(url);
    if (!address || start < at || end <= start || end > characters.length) continue;
    found.push(...links(characters.slice(at, start).join(''), network));
    found.push({ text: shown || characters.slice(start, end).join(''), url: address });
    at = end;
  }
  return found.concat(links(characters.slice(at).join(''), network));
}

function links(text: string, network: unknown): Piece[] {
  const found: Piece[] = [];
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    const [whole, address, hashtag, name] = match;
    const shown = address ? withoutTail(address) : whole;
    const url = address
      ? safeUrl(shown)
      : hashtag
        ? networkPage(network, 'hashtag', hashtag)
        : networkPage(network, 'mention', name!);
    if (!url) continue;
    if (match.index > at) found.push({ text: text.slice(at, match.index) });
    found.push({ text: address ? withoutScheme(shown) : shown, url });
    at = match.index + shown.length;
  }
  if (at < text.length) found.push({ text: text.slice(at) });
  return found;
}

/** An address without the punctuation that ends the sentence around it; a bracket stays if it was opened inside. */
function withoutTail(address: string): string {
  const cut = address.replace(/[.,;:!?'"’”»…]+$/u, '');
  if (!/[)\]]$/.test(cut) || /[([].*[)\]]$/.test(cut)) return cut;
  return withoutTail(cut.slice(0, -1));
}

const withoutScheme = (address: string) => address.replace(/^https?:\/\/(www\.)?/i, '').replace(/\/$/, '');
