const sheets = new Map<string, CSSStyleSheet>();

/** Gives an element's shadow root, or the document, a style sheet, once, in the way that a strict content policy lets through. */
export function adopt(within: Node, css: string) {
  const root = within.getRootNode();
  if (!(root instanceof ShadowRoot || root instanceof Document)) return;
  const sheet = sheets.get(css) ?? new CSSStyleSheet();
  if (!sheets.has(css)) {
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  if (!root.adoptedStyleSheets.includes(sheet)) root.adoptedStyleSheets.push(sheet);
}
