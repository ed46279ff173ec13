import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { now, startRelay } from './peers.mjs';

let relay;
before(async () => (relay = await startRelay()));
after(() => relay.stop());

const created = (expires) =>
  `{"type":"session.created", "session": {"instructions":"\\"expires_at\\": 9999999999", "expires_at" : ${expires},"x":1e2}}`;

/** What a caller is told when the provider sends this first. */
async function told(first, claims) {
  const { caller, provider } = await relay.call({ claims });
  provider.send(first);
  provider.send(created(9999999999));
  const [message, second] = [await caller.next(), await caller.next()];
  assert.equal(second, created(9999999999), 'only the first message is looked at');
  caller.die();
  return message;
}

test('the first message tells when the relay ends the call, and is otherwise as it was', async () => {
  const before = now();
  const message = await told(created(before + 3600), { max: 600 });
  const end = Number(/"expires_at" : (\d+)/.exec(message)[1]);
  assert.ok(end >= before + 600 && end <= now() + 600, `${end}`);
  assert.equal(message, created(end));
});
test('a provider that ends the call earlier is believed', async () => {
  const end = now() + 60;
  assert.equal(await told(created(end), { max: 600 }), created(end));
});
test('an end that stands before that of the session is no way around it', async () => {
  const first = (secret, session) =>
    `{"type":"session.created","session":{"client_secret":{"expires_at":${secret}},"expires_at":${session}}}`;
  const soon = now() + 60;
  const message = await told(first(soon, 9999999999), { max: 600 });
  const end = Number(/"expires_at":(\d+)}}/.exec(message)[1]);
  assert.ok(end <= now() + 600, `${end}`);
  assert.equal(message, first(soon, end));
});
test('another first message stays as it is', async () => {
  const other = created(9999999999).replace('session.created', 'session.updated');
  assert.equal(await told(other, { max: 600 }), other);
  const bytes = Buffer.from(created(9999999999));
  assert.deepEqual(await told(bytes, { max: 600 }), bytes);
});
