import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Turn } from '../../api/types';
import { merged } from './merged';

const turn = (number: number, assistant: string): Turn => ({
  number,
  agent: 'concierge',
  startedAt: number,
  endedAt: null,
  user: null,
  assistant,
  heard: null,
  responseLatency: null,
  timeToFirstAudio: null,
  bargeIn: null,
  interrupted: null,
  tools: [],
  guardrail: null,
  tokens: 0,
  cost: null,
});

test('a turn that changed takes the place of the one that it was, and a new one comes behind', () => {
  const turns = merged([turn(1, 'Good'), turn(2, 'It is')], [turn(2, 'It is noon.'), turn(3, 'Yes')]);
  assert.deepEqual(
    turns.map((one) => one.assistant),
    ['Good', 'It is noon.', 'Yes'],
  );
});

test('a turn that the caller ended late does not change the order', () => {
  assert.deepEqual(
    merged([turn(1, ''), turn(2, '')], [turn(1, 'late')]).map((one) => [one.number, one.assistant]),
    [
      [1, 'late'],
      [2, ''],
    ],
  );
});

test('no more turns are kept than the server keeps', () => {
  const many = Array.from({ length: 200 }, (_, i) => turn(i + 1, ''));
  const turns = merged(many, [turn(201, '')]);
  assert.deepEqual([turns.length, turns[0]?.number, turns.at(-1)?.number], [200, 2, 201]);
});
