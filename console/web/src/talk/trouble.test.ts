import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Conversation } from '../watch/model/conversation';
import { trouble } from './trouble';

const DOOR = 'The call could not be put through.';

function told(...events: (Record<string, unknown> & { type: string })[]): Conversation {
  const conversation = new Conversation();
  events.forEach((event, i) => conversation.apply({ t: i, kind: 'session', event }));
  return conversation;
}

const state = (to: string, reason?: object) => ({ type: 'state_changed', state: to, ...(reason && { reason }) });
const hungUp = state('CLOSED', { cause: 'LOCAL', code: 503, text: 'the agent could not be reached' });
const connected = { type: 'connected', line: { transport: 'websocket', provider: 'openai' } };

test('a key that the provider refuses is told with what to do, not as the door tells it', () => {
  const session = told(state('CONNECTING'), state('NEW', { cause: 'FATAL', code: 401, text: 'api.example answered 401; check the credentials' }), hungUp);
  assert.match(trouble(DOOR, session) ?? '', /^Nobody answers: api\.example answered 401; check the credentials\. Look at the provider’s key/);
  assert.deepEqual(
    session.entries.map((entry) => entry.kind === 'note' && entry.what),
    ['unanswered', 'closed'],
  );
});

test('a provider that cannot be reached sends one to its address and the network', () => {
  const session = told(state('NEW', { cause: 'LOST', code: 0, text: 'nothing listens at 127.0.0.1:1' }), hungUp);
  assert.match(trouble(DOOR, session) ?? '', /^Nobody answers: nothing listens at 127\.0\.0\.1:1\. Look at the provider’s address/);
});

test('a line that ends for good in mid-call says why, in the provider’s words', () => {
  const error = { type: 'invalid_request_error', code: 'insufficient_quota', message: 'spent', severity: 'FATAL' };
  const session = told(connected, state('CLOSED', { cause: 'FATAL', code: 4000, text: 'the provider ended the line: spent', error }));
  assert.match(trouble(null, session) ?? '', /^The call was cut off: the provider ended the line: spent\. The account has nothing left/);
});

test('a call that stood at last, or that somebody ended, has no trouble', () => {
  const second = told(state('NEW', { cause: 'LOST', code: 0, text: 'nobody is there' }), connected, state('CLOSED', { cause: 'REMOTE', code: 0, text: 'the caller hung up' }));
  assert.equal(trouble(null, second), null);
  assert.equal(trouble(DOOR, told(hungUp)), DOOR);
  assert.equal(trouble(DOOR, null), DOOR);
});
