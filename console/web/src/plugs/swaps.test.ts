import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlugBundle, PlugChange, Swap } from '../api/types';
import { swapsOf } from './model';
import type { Work } from './work';

const swap = (at: string, kind: Swap['kind'], name: string): Swap => ({
  at,
  session: 's1',
  kind,
  from: { name, version: '1.2.0' },
  to: { name, version: '1.4.0' },
  outcome: 'swapped',
  took: 1,
  held: 0,
  lost: 0,
  silence: 0,
  restored: 'full',
  detail: null,
});
const bundle = (name: string, kind: 'tool' | 'transport', plug: string): PlugBundle => ({
  bundle: name,
  version: '1.4.0',
  origin: 'installed',
  state: 'active',
  plugs: [{ kind, name: plug, ranking: 0, share: 1, state: 'active', users: 0 }],
  refusals: [],
  previous: null,
});
const change: PlugChange = { at: '', action: 'update', bundle: 'tools.clock', from: '1.2.0', to: '1.4.0', outcome: 'done', took: 1, detail: null };
const has = [bundle('tools.clock', 'tool', 'clock'), bundle('transport.websocket', 'transport', 'websocket')];
const old = swap('1', 'tool', 'clock');
const work: Work = { id: 1, verb: 'update', name: 'clock.jar', since: 0, drain: null, steps: [], most: 0, before: old, had: [], done: [change], error: null };

test('a change made the swaps of its own plugs since it began, and no others', () => {
  const own = swap('2', 'tool', 'clock');
  assert.deepEqual(swapsOf(work, [swap('3', 'transport', 'websocket'), own, old], has), [own]);
});

test('a plug that was removed is known from before', () => {
  const own = swap('2', 'tool', 'clock');
  assert.deepEqual(swapsOf({ ...work, had: has }, [own, old], []), [own]);
});

test('where no swap was known before, all are since', () => {
  assert.deepEqual(swapsOf({ ...work, before: undefined }, [old], has), [old]);
});
