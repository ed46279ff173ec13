import assert from 'node:assert/strict';
import { test } from 'node:test';
import { begun, ended, newest } from './running';

const step = (version: string, name: string, users = 0) => ({ bundle: 'tools.clock', version, step: name, users });

test('a step takes the place of the one before of the same version', () => {
  let running = begun(new Map(), step('2', 'installed'), 1000);
  running = begun(running, step('2', 'active'), 2000);
  running = begun(running, step('1', 'draining', 3), 3000);
  assert.deepEqual(running.get('tools.clock'), { since: 1000, steps: [step('2', 'active'), step('1', 'draining', 3)] });
});

test('a change that has ended is not under way any more', () => {
  assert.equal(ended(begun(new Map(), step('2', 'installed'), 0), 'tools.clock').size, 0);
});

test('a list of what happened stays short', () => {
  const long = Array.from({ length: 1000 }, (_, index) => index);
  const list = newest(-1, long);
  assert.equal(list.length, 500);
  assert.equal(list[0], -1);
});
