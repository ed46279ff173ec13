import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startRelay, until } from './peers.mjs';

const MB = 1024 * 1024;
const MESSAGE = 16 * 1024;
/** Without back-pressure this much ends up in workerd's memory, and more than once. */
const TOTAL = 256 * MB;

let relay;
before(async () => (relay = await startRelay({ STALL_SECONDS: '300' })));
after(() => relay.stop());

const status = async (name) =>
  Number(new RegExp(`${name}:\\s+(\\d+)`).exec(await readFile(`/proc/${relay.workerd.pid}/status`, 'utf8'))[1]) * 1024;
const openFiles = async () => (await readdir(`/proc/${relay.workerd.pid}/fd`)).length;

/** Sends as fast as the connection takes it. */
function flood(peer, total) {
  const flow = { sent: 0 };
  flow.done = (async () => {
    for (let i = 0; flow.sent < total && peer.socket.readyState === 1; i++) {
      const message = Buffer.alloc(MESSAGE, i);
      message.writeUInt32BE(i);
      await until(() => peer.socket.bufferedAmount < MB || peer.socket.readyState > 1);
      peer.send(message);
      flow.sent += MESSAGE;
    }
  })();
  return flow;
}

/** The amount at which it stays the same for two seconds. */
async function settled(flow) {
  let last = -1;
  let since = Date.now();
  await until(() => {
    if (flow.sent !== last) {
      last = flow.sent;
      since = Date.now();
    }
    return Date.now() - since > 2000;
  });
  return last;
}

for (const slow of ['caller', 'provider']) {
  test(`a slow ${slow} holds up the other side, and loses nothing`, async () => {
    const call = await relay.call();
    const before = await status('VmRSS');
    const sender = slow === 'caller' ? call.provider : call.caller;
    let received = 0;
    let next = 0;
    call[slow].socket.on('message', (data) => {
      assert.equal(data.readUInt32BE(0), next++);
      received += data.length;
    });
    call[slow].keep = false;
    call[slow].socket.pause();
    const flow = flood(sender, TOTAL);
    const sent = await settled(flow);
    assert.ok(sent < TOTAL / 4, `the sender got rid of ${sent / MB} MB`);
    call[slow].socket.resume();
    await flow.done;
    await until(() => received === TOTAL);
    const grown = (await status('VmHWM')) - before;
    assert.ok(grown < TOTAL * 0.75, `workerd grew by ${Math.round(grown / MB)} MB`);
    call.caller.die();
    await call.provider.closed;
  });
}

test('a side that takes nothing at all ends the call', async () => {
  const other = await startRelay({ STALL_SECONDS: '1' });
  try {
    const { caller, provider } = await other.call();
    provider.socket.pause();
    flood(caller, 64 * MB);
    const { code } = await new Promise((resolve) =>
      caller.socket.on('message', (data) => resolve(JSON.parse(data).error)));
    assert.equal(code, 'provider_stalled');
    caller.die();
    provider.die();
  } finally {
    await other.stop();
  }
});

test('two thousand short calls leave nothing behind', async () => {
  const large = Buffer.alloc(200_000);
  const round = async (calls) => {
    for (let i = 0; i < calls; i += 20) {
      await Promise.all(Array.from({ length: 20 }, async () => {
        const { caller, provider } = await relay.call();
        caller.send(large);
        await provider.next();
        caller.socket.close(1000);
        await Promise.all([caller.closed, provider.closed]);
      }));
    }
  };
  await round(100);
  const memory = await status('VmRSS');
  const files = await openFiles();
  await round(2000);
  await until(async () => (await openFiles()) <= files + 4);
  const grown = (await status('VmRSS')) - memory;
  // workerd keeps an object, of 70 kB, for ten seconds after its call; what the calls carried would be 400 MB
  assert.ok(grown < 256 * MB, `workerd grew by ${Math.round(grown / MB)} MB`);
});
