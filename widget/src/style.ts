const sheets = new Map<string, CSSStyleSheet>();

/** The style sheet of a text, made once. */
export function sheet(css: string): CSSStyleSheet {
  const made = sheets.get(css) ?? new CSSStyleSheet();
  if (!sheets.has(css)) {
    made.replaceSync(css);
    sheets.set(css, made);
  }
  return made;
}

/** Gives an element's shadow root, or the document, a style sheet, once, in the way that a strict content policy lets through. */
export function adopt(within: Node, css: string) {
  const root = within.getRootNode();
  if (!(root instanceof ShadowRoot || root instanceof Document)) return;
  if (!root.adoptedStyleSheets.includes(sheet(css))) root.adoptedStyleSheets.push(sheet(css));
}
