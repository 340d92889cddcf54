import assert from 'node:assert/strict';
import { test } from 'node:test';
import { contrast, palette, parseColor, readable } from '../src/finish/color';

const cases: Record<string, Parameters<typeof palette>[0]> = {
  'nothing given': {},
  'good colours': { background: '#f3e7d3', card: '#fffaf0', text: '#3a2418', accent: '#b3402a' },
  'white on white': { background: '#fff', card: '#fff', text: '#fff', accent: '#fff' },
  'black on black': { background: '#000', card: '#000', text: '#000', accent: '#000' },
  'grey everywhere': { background: '#777', card: '#888', text: '#7f7f7f', accent: '#808080' },
  'a dark page with light cards': { background: '#101010', card: '#fafafa', text: '#333333', accent: '#ffcc00' },
  'yellow on red': { background: '#ff0000', card: '#ee0000', text: '#ffff00', accent: '#00ff00' },
  'no colours at all': { background: 'red;}', card: 'url(x)', text: '', accent: 'expression()' },
};

for (const [name, colors] of Object.entries(cases)) {
  test(`palette: ${name} can be read as well as its surfaces let it`, () => {
    const { background, card, text, muted, accent } = Object.fromEntries(Object.entries(palette(colors)).map(([key, value]) => [key, parseColor(value)!]));
    for (const surface of [background!, card!]) {
      // On a middle grey beside a light one no colour reaches 4.5 on both: then black or white, whichever is better.
      const best = Math.min(4.5, ...[background!, card!].map((one) => contrast(readable(text!, [background!, card!]), one)));
      for (const word of [text!, muted!, accent!]) assert.ok(contrast(word, surface) >= best - 0.06, `${name}: ${contrast(word, surface)} of ${best}`);
    }
  });
}

test('palette: colours that can be read stay as they are', () => {
  const { background, card, text, accent } = palette(cases['good colours']!);
  assert.deepEqual({ background, card, text, accent }, cases['good colours']);
});

test('colour: contrast as WCAG counts it', () => {
  assert.equal(contrast([255, 255, 255], [0, 0, 0]), 21);
  assert.equal(contrast([119, 119, 119], [255, 255, 255]).toFixed(2), '4.48');
});
