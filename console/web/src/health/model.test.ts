import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Health, HealthCheck, HealthStatus } from '../api/types';
import { delay, sorted, verdict } from './model';

const check = (name: string, status: HealthStatus): HealthCheck => ({ name, status, tags: [], took: 1, entries: [] });
const health = (rest: Partial<Health> = {}): Health => ({
  status: 'up',
  at: '2026-11-22T15:00:00Z',
  sessions: 0,
  plugs: 0,
  stopped: [],
  refusals: [],
  leaked: [],
  calls: {},
  lines: [],
  ...rest,
});

test('all is well when every check says so, and when nobody checks', () => {
  assert.equal(verdict(health()), 'well');
  assert.equal(verdict(health({ checks: [check('a', 'ok'), check('b', 'temporarily_unavailable')] })), 'well');
});

test('the worst check decides', () => {
  assert.equal(verdict(health({ checks: [check('a', 'ok'), check('b', 'warn')] })), 'look');
  assert.equal(verdict(health({ checks: [check('a', 'warn'), check('b', 'critical')] })), 'ill');
  assert.equal(verdict(health({ checks: [check('a', 'health_check_error')] })), 'ill');
});

test('a process that is degraded wants a look though no check complains', () => {
  assert.equal(verdict(health({ status: 'degraded' })), 'look');
});

test('checks that found something come first', () => {
  assert.deepEqual(
    sorted([check('b', 'ok'), check('a', 'ok'), check('d', 'critical'), check('c', 'warn')]).map((each) => each.name),
    ['d', 'c', 'a', 'b'],
  );
});

test('the slowest loop is the delay', () => {
  assert.equal(
    delay(
      health({
        loops: [
          { name: 'a', delay: 1, worst: 7 },
          { name: 'b', delay: 2, worst: 3 },
        ],
      }),
    ),
    7,
  );
  assert.equal(delay(health()), null);
});
