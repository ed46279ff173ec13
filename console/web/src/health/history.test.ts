import assert from 'node:assert/strict';
import { test } from 'node:test';
import { appended, type Sample } from './history';

const at = (seconds: number): Sample => ({ at: seconds, delay: 1, worst: 2, heap: 3 });

test('five minutes are kept', () => {
  let samples: readonly Sample[] = [];
  for (let second = 0; second <= 1000; second += 2) {
    samples = appended(samples, at(second));
  }
  assert.equal(samples[0]?.at, 702);
  assert.equal(samples.at(-1)?.at, 1000);
});

test('a moment that came again after a reconnect is there once', () => {
  const samples = appended([], at(10));
  assert.equal(appended(samples, at(10)), samples);
  assert.equal(appended(samples, at(8)), samples);
});

test('where the connection was lost, the line breaks', () => {
  const samples = appended(appended([], at(10)), at(60));
  assert.deepEqual(samples, [at(10), { at: 11, delay: null, worst: null, heap: null }, at(60)]);
});
