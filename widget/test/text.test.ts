import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pieces } from '../src/text';

/** Writes pieces as [text](address), plain ones as they are. */
const written = (text: string, network = 'twitter', entities = []) =>
  pieces(text, network, entities)
    .map((piece) => (piece.url ? `[${piece.text}](${piece.url})` : piece.text))
    .join('');

const cases: Record<string, [text: string, network: string, want: string]> = {
  'plain text': ['Bonjour à tous', 'twitter', 'Bonjour à tous'],
  'an address loses its scheme for the eye': ['See https://www.example.com/menu', 'direct', 'See [example.com/menu](https://www.example.com/menu)'],
  'an address without the sentence around it': ['(see https://a.example/x).', 'direct', '(see [a.example/x](https://a.example/x)).'],
  'a bracket that belongs to the address': ['https://a.example/x_(y) ok', 'direct', '[a.example/x_(y)](https://a.example/x_(y)) ok'],
  'a hashtag on X': ['#Été 2026', 'twitter', '[#Été](https://x.com/hashtag/%C3%89t%C3%A9) 2026'],
  'a hashtag on Instagram': ['#bon_goût!', 'instagram', '[#bon_goût](https://www.instagram.com/explore/tags/bon_go%C3%BBt)!'],
  'a full-width hashtag': ['＃東京', 'twitter', '[＃東京](https://x.com/hashtag/%E6%9D%B1%E4%BA%AC)'],
  'a number is no hashtag': ['We are #1', 'twitter', 'We are #1'],
  'no hashtag inside a word or an address': ['a#b https://a.example/#c', 'twitter', 'a#b [a.example/#c](https://a.example/#c)'],
  'a mention': ['Thanks @le.bongout.', 'instagram', 'Thanks [@le.bongout](https://www.instagram.com/le.bongout).'],
  'an e-mail address is no mention': ['me@example.com', 'twitter', 'me@example.com'],
  'Google has no pages for hashtags or names': ['#a @b', 'google', '#a @b'],
  'a script address is text': ['javascript:alert(1) data:text/html,x', 'twitter', 'javascript:alert(1) data:text/html,x'],
  'markup is text': ['<img src=x onerror=alert(1)>', 'twitter', '<img src=x onerror=alert(1)>'],
  'an address ends before markup': ['https://a.example/"><b>', 'twitter', '[a.example](https://a.example/)"><b>'],
};

for (const [name, [text, network, want]] of Object.entries(cases)) {
  test(`text: ${name}`, () => assert.equal(written(text, network), want));
}

test('text: nothing is lost', () => {
  for (const [text] of Object.values(cases)) {
    const seen = pieces(text, 'facebook').map((piece) => piece.text).join('');
    assert.equal(seen.length > 0, true);
    assert.equal(text.replace(/https?:\/\/(www\.)?/g, '').replace(/\/"/, '"'), seen);
  }
});

test('text: parts that the network marked, counted in code points', () => {
  const entities = [
    { type: 'mention', start: 0, end: 1, url: 'javascript:alert(1)' },
    { type: 'link', start: 2, end: 6, url: 'https://t.co/x', text: 'example.com' },
    { type: 'link', start: 5, end: 99, url: 'https://a.example/' },
  ];
  assert.deepEqual(pieces('😀 t.co #hi', 'twitter', entities), [
    { text: '😀 ' },
    { text: 'example.com', url: 'https://t.co/x' },
    { text: ' ' },
    { text: '#hi', url: 'https://x.com/hashtag/hi' },
  ]);
});
