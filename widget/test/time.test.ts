import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cards as english } from '../src/language/english';
import { words as french } from '../src/language/french';
import { timeInWords } from '../src/time';

const now = new Date(2026, 10, 24, 12).getTime();
const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;

const cases: [secondsAgo: number, english: string, french: string][] = [
  [-hour, 'now', 'maintenant'], // a clock that is behind
  [59, 'now', 'maintenant'],
  [minute, '1 minute ago', 'il y a 1 minute'],
  [59 * minute, '59 minutes ago', 'il y a 59 minutes'],
  [hour, '1 hour ago', 'il y a 1 heure'],
  [23.9 * hour, '23 hours ago', 'il y a 23 heures'],
  [day, 'yesterday', 'hier'],
  [2 * day, '2 days ago', 'il y a 2 jours'],
  [7 * day, '7 days ago', 'il y a 7 jours'],
  [8 * day, '16 Nov', '16 nov.'],
  [23 * day, '1 Nov', '1er nov.'],
];

for (const [ago, inEnglish, inFrench] of cases) {
  test(`time: ${inEnglish}, ${inFrench}`, () => {
    const moment = new Date(now - ago * 1000).toISOString();
    assert.equal(timeInWords(moment, now, { tag: 'en-GB', words: english }), inEnglish);
    assert.equal(timeInWords(moment, now, { tag: 'fr', words: french }), inFrench);
  });
}

test('time: dates in the order that Americans write them, and of another year with it', () => {
  const said = (tag: string, words = english, month = 10) => timeInWords(new Date(2025, month, 5, 12).toISOString(), now, { tag, words });
  assert.equal(said('en'), 'Nov 5, 2025');
  assert.equal(said('en-US'), 'Nov 5, 2025');
  assert.equal(said('en-IN'), '5 Nov 2025');
  assert.deepEqual([0, 1, 6, 7].map((month) => said('fr-CA', french, month)), ['5 janv. 2025', '5 févr. 2025', '5 juil. 2025', '5 août 2025']);
});

test('time: what is no date says nothing', () => {
  for (const moment of [undefined, '', 'yesterday', null, {}]) assert.equal(timeInWords(moment as string, now, { tag: 'en', words: english }), '');
});
