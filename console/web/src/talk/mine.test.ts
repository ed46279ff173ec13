import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isMine, remember } from './mine';

test('a call is mine when this page began it, not when somebody else’s page did', () => {
  remember('one');
  remember('two');
  assert.deepEqual(['one', 'two', 'other', null].map((talk) => isMine({ talk })), [true, true, false, false]);
});
