import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plug, PlugUse, SessionInfo } from '../api/types';
import { sessions, using, usersOf } from './store';

const clock: Plug = { kind: 'tool', name: 'clock', ranking: 0, share: 1, state: 'active', users: 0 };

function live(id: string, ...uses: PlugUse[]): [string, SessionInfo] {
  return [id, { id, live: true, transport: 'websocket', uses } as SessionInfo];
}

test('a tool is used by the sessions whose agents offer that version of it, though nobody calls it', () => {
  sessions.value = new Map([live('a', { kind: 'tool', name: 'clock', version: '1' }), live('b', { kind: 'tool', name: 'clock', version: '2' }), live('c')]);
  assert.deepEqual(
    using(clock, '2').map((session) => session.id),
    ['b'],
  );
  assert.equal(usersOf(clock, '2'), 1);
  assert.equal(usersOf(clock, '3'), 0);
  assert.equal(usersOf({ ...clock, users: 5 }, '1'), 5);
});

test('a transport is used by those who hold it', () => {
  sessions.value = new Map([live('a')]);
  const transport: Plug = { ...clock, kind: 'transport', name: 'websocket', users: 2 };
  assert.equal(using(transport, '1').length, 1);
  assert.equal(usersOf(transport, '1'), 2);
});
