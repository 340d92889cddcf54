import assert from 'node:assert/strict';
import { beforeEach, mock, test } from 'node:test';
import { Schedule } from '../src/schedule';

/** A page whose tab can be hidden, with the one listener that a schedule has. */
const page = { hidden: false, seen: () => {}, addEventListener: (_: string, seen: () => void) => (page.seen = seen), removeEventListener: () => (page.seen = () => {}) };

beforeEach(() => {
  mock.timers.reset();
  mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  Object.assign(globalThis, { document: page });
  page.hidden = false;
});

/** Lets seconds pass, one by one, with all that becomes due. */
async function pass(seconds: number) {
  for (let i = 0; i < seconds; i++) {
    mock.timers.tick(1000);
    for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  }
}

/** A schedule of a work that gives what it is told to, and the seconds at which it worked. */
function start(answer: () => number | undefined) {
  const times: number[] = [];
  const schedule = new Schedule(async () => {
    times.push(Date.now() / 1000);
    return answer();
  });
  schedule.start();
  return { schedule, times };
}

const gaps = (times: number[]) => times.slice(1).map((time, i) => time - times[i]!);

test('schedule: works again after the time it is told, a tenth more or less', async () => {
  const { times } = start(() => 300);
  await pass(3_000);
  assert.ok(times.length >= 9 && times.length <= 12, `${times}`);
  for (const gap of gaps(times)) assert.ok(gap >= 270 && gap <= 331, `${gaps(times)}`);
});

test('schedule: after failures it tries again soon, then ever later, up to a quarter of an hour', async () => {
  const { times } = start(() => undefined);
  await pass(6_000);
  const wanted = [10, 20, 40, 80, 160, 320, 640, 900, 900];
  gaps(times).slice(0, wanted.length).forEach((gap, i) => assert.ok(gap >= wanted[i]! * 0.9 && gap <= wanted[i]! * 1.1 + 1, `${gaps(times)}`));
  assert.ok(times.length >= 8);
});

test('schedule: a success ends the backing off', async () => {
  let failures = 4;
  const { times } = start(() => (failures-- > 0 ? undefined : 300));
  await pass(1_000);
  assert.ok(gaps(times)[4]! >= 270, `${gaps(times)}`);
});

test('schedule: nothing while the tab is hidden, at once when it comes back late, no sooner when it comes back early', async () => {
  const { times } = start(() => 300);
  await pass(1);
  page.hidden = true;
  page.seen();
  await pass(3_600);
  assert.equal(times.length, 1);
  page.hidden = false;
  page.seen();
  await pass(1);
  assert.equal(times.length, 2);
  page.hidden = true;
  page.seen();
  page.hidden = false;
  page.seen();
  await pass(100);
  assert.equal(times.length, 2);
});

test('schedule: asked for twice it works once, and stopped it works no more', async () => {
  const { schedule, times } = start(() => 300);
  await Promise.all([schedule.now(), schedule.now()]);
  assert.equal(times.length, 1);
  schedule.stop();
  await pass(3_600);
  assert.equal(times.length, 1);
});
