import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wait } from './stream';

test('each attempt waits longer than the one before, up to ten seconds', () => {
  assert.deepEqual([0, 1, 2, 5, 100].map(wait), [500, 1000, 2000, 10_000, 10_000]);
});
