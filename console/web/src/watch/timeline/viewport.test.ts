import assert from 'node:assert/strict';
import { test } from 'node:test';
import { beginning, newest, panned, showing, ticks, whole, zoomed } from './viewport';

test('a live session shows its newest half minute', () => {
  assert.deepEqual(beginning(100), { start: 70, seconds: 30 });
  assert.deepEqual(beginning(4), { start: 0, seconds: 30 });
  assert.deepEqual(newest({ start: 0, seconds: 10 }, 60), { start: 50, seconds: 10 });
});

test('the moment under the pointer stays there while one zooms', () => {
  const view = zoomed({ start: 10, seconds: 20 }, 0.5, 15, 100);
  assert.deepEqual(view, { start: 12.5, seconds: 10 });
});

test('nobody gets lost beyond the ends', () => {
  assert.deepEqual(panned({ start: 5, seconds: 10 }, -50, 60), { start: 0, seconds: 10 });
  assert.deepEqual(panned({ start: 5, seconds: 10 }, 500, 60), { start: 50, seconds: 10 });
  assert.deepEqual(zoomed({ start: 50, seconds: 10 }, 100, 55, 60), { start: 0, seconds: 60 });
  assert.equal(zoomed({ start: 50, seconds: 10 }, 0.0001, 55, 60).seconds, 0.5);
  assert.deepEqual(whole(2), { start: 0, seconds: 5 });
});

test('a moment that is not seen comes into the middle', () => {
  const view = { start: 0, seconds: 10 };
  assert.equal(showing(view, 4, 60), view);
  assert.deepEqual(showing(view, 40, 60), { start: 35, seconds: 10 });
});

test('the marks of the axis never stand too close', () => {
  assert.equal(ticks({ start: 0, seconds: 10 }, 1000), 1);
  assert.equal(ticks({ start: 0, seconds: 3600 }, 320), 900);
  assert.equal(ticks({ start: 0, seconds: 100_000 }, 100), 7200);
});
