/** Building elements. Strings become text nodes, never HTML. */

export type Attributes = Record<string, string | number | boolean | undefined | ((event: Event) => void)>;
export type Child = Node | string | false | undefined;

/** Makes an element; a function is a listener, true an empty attribute, false or undefined none. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : `${value}`);
  }
  element.append(...children.filter((child): child is Node | string => !!child));
  return element;
}

/** Makes a decorative picture on a 24 × 24 grid from a path for each colour. */
export function drawing(name: string, ...paths: string[]): SVGSVGElement {
  const make = <K extends keyof SVGElementTagNameMap>(tag: K) => document.createElementNS('http://www.w3.org/2000/svg', tag);
  const picture = make('svg');
  picture.setAttribute('viewBox', '0 0 24 24');
  picture.setAttribute('aria-hidden', 'true');
  picture.setAttribute('class', `icon ${name}`);
  for (const d of paths) {
    const path = make('path');
    path.setAttribute('d', d);
    picture.append(path);
  }
  return picture;
}
