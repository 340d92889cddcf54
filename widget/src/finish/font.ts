import { families, fileOf } from './families';

const asked = new Set(families);

/** Brings a font that we serve ourselves, once; any other family is the page's own. Shadow roots use the fonts of the page. */
export function bringFont(family: string | undefined) {
  if (asked.delete(family!)) document.fonts.add(new FontFace(family!, `url(${new URL(fileOf(family!), import.meta.url)})`, { weight: '100 900', display: 'swap' }));
}
