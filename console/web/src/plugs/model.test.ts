import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plug, PlugBundle, PlugChange, Swap } from '../api/types';
import { bundleOf, cost, groups, isHere, kept, nameOf, removed, stateOf, verbFor } from './model';

const plug = (kind: Plug['kind'], name: string, rest: Partial<Plug> = {}): Plug => ({ kind, name, ranking: 0, share: 1, state: 'active', users: 0, ...rest });
const bundle = (name: string, plugs: Plug[], rest: Partial<PlugBundle> = {}): PlugBundle => ({
  bundle: name,
  version: '1.0.0',
  origin: 'shipped',
  state: 'active',
  plugs,
  refusals: [],
  previous: null,
  ...rest,
});

const sip = bundle('io.patchbay.transport.sip', [plug('transport', 'sip'), plug('caller_leg', 'sip')]);
const clock = bundle('io.patchbay.tools.clock', [plug('tool', 'clock')]);
const refused = bundle('io.example.weather', [], { refusals: [{ kind: 'tool', bundle: 'io.example.weather', version: '1.0.0', reason: 'taken' }] });
const ALL = [clock, refused, sip];

test('a bundle of two plugs stands under both kinds, and one that offers nothing comes last', () => {
  const found = groups(ALL, { kind: 'all', text: '' });
  assert.deepEqual(
    found.map((group) => [group.kind, group.rows.map((row) => row.bundle.bundle)]),
    [
      ['caller_leg', [sip.bundle]],
      ['transport', [sip.bundle]],
      ['tool', [clock.bundle]],
      [null, [refused.bundle]],
    ],
  );
});

test('a kind shows what wanted to be of that kind, too', () => {
  assert.deepEqual(
    groups(ALL, { kind: 'tool', text: '' }).map((group) => group.kind),
    ['tool', null],
  );
});

test('a text is looked for in names, bundles and versions', () => {
  assert.equal(groups(ALL, { kind: 'all', text: ' CLOCK ' }).length, 1);
  assert.equal(groups(ALL, { kind: 'all', text: 'nothing like it' }).length, 0);
});

test('a plug of a bundle that drains drains', () => {
  assert.equal(stateOf({ key: '', bundle: { ...clock, state: 'draining' }, plug: plug('tool', 'clock') }), 'draining');
  assert.equal(stateOf({ key: '', bundle: clock, plug: plug('tool', 'clock', { state: 'leaked' }) }), 'leaked');
});

test('of two versions the one that is meant is named with its version', () => {
  const newer = { ...clock, version: '2.0.0' };
  assert.equal(nameOf(clock, [clock, sip]), 'io.patchbay.tools.clock');
  assert.equal(nameOf(newer, [clock, newer]), 'io.patchbay.tools.clock:2.0.0');
});

test('the name of a file tells which bundle it is a version of', () => {
  assert.equal(bundleOf('clock-1.2.0.jar', ALL), clock);
  assert.equal(bundleOf('io.patchbay.tools.clock_1.2.0.202611.jar', ALL), clock);
  assert.equal(bundleOf('lock.jar', ALL), undefined);
  assert.equal(verbFor('io.patchbay.tools.clock.jar', ALL), 'update');
  assert.equal(verbFor('weatherstation.jar', ALL), 'install');
  assert.equal(verbFor('clock-1.2.0.jar', [{ ...clock, state: 'removed' }]), 'install');
});

test('what was removed can be put back until something else becomes of it', () => {
  const change = (action: string, outcome = 'done'): PlugChange => ({
    at: '2026-11-22T15:00:00Z',
    action,
    bundle: clock.bundle,
    from: '1.0.0',
    to: null,
    outcome,
    took: 1,
    detail: null,
  });
  const gone = change('remove');
  assert.ok(removed(gone, [change('rollback', 'refused'), gone, change('update')], [sip]));
  assert.ok(!removed(gone, [change('rollback'), gone], [sip]));
  assert.ok(!removed(gone, [gone], [sip, clock]));
  assert.ok(removed(gone, [gone], [sip, { ...clock, state: 'removed' }]));
  assert.ok(!removed(change('update'), [change('update')], [sip]));
});

test('what was removed is put back as it is kept, or as the removal told', () => {
  const gone: PlugChange = { at: '2026-11-22T15:00:00Z', action: 'remove', bundle: clock.bundle, from: '1.0.0', to: null, outcome: 'done', took: 1, detail: null };
  const listed: PlugBundle = { ...clock, state: 'removed', previous: '0.9.0' };
  assert.equal(kept(gone, [sip, clock, listed]), listed);
  const told = kept(gone, [sip]);
  assert.deepEqual([told.bundle, told.previous, isHere(told)], [clock.bundle, '1.0.0', false]);
});

test('what swaps cost is the worst silence, the longest hold and all that was lost', () => {
  const swap = (session: string, held: number, lost: number, silence: number, outcome = 'swapped'): Swap => ({
    at: '2026-11-22T15:00:00Z',
    session,
    kind: 'transport',
    from: null,
    to: null,
    outcome,
    took: 1,
    held,
    lost,
    silence,
    restored: 'full',
    detail: null,
  });
  assert.deepEqual(cost([swap('a', 10, 1, 40), swap('b', 30, 2, 20), swap('a', 0, 0, 0, 'rolled_back')]), {
    sessions: 2,
    failed: 1,
    held: 30,
    lost: 3,
    silence: 40,
  });
  assert.deepEqual(cost([]), { sessions: 0, failed: 0, held: 0, lost: 0, silence: 0 });
});
