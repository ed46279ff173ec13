// OpenAI's agents SDK inside workerd, with its Cloudflare transport, which opens its line by a fetch with an upgrade.
import assert from 'node:assert/strict';
import { connect, createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { apiKey, question, webSocketUrl } from './emulator.mjs';
import { start } from './workerd.mjs';

const realtime = `${webSocketUrl}?model=gpt-realtime`;
let worker;
before(async () => { worker = await start('agents', {}); });
after(() => worker?.stop());

/** Has a conversation in the worker; gives back what it found out. */
async function talk(conversation, { url = realtime, key = apiKey, sound } = {}) {
  const address = new URL(conversation, worker.url);
  address.searchParams.set('url', url);
  const answer = await fetch(address, { method: 'POST', headers: { 'x-key': key }, body: sound });
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return JSON.parse(text);
}

/** A cable to the emulator that keeps what travels first, and is cut as soon as these words come back. */
async function cable(words) {
  const found = { head: '', cuts: 0 };
  const sockets = new Set();
  const { hostname, port } = new URL(webSocketUrl);
  const server = createServer((near) => {
    const far = connect(port, hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on('error', () => socket.destroy());
    }
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.once('data', (bytes) => { found.head = bytes.toString('latin1'); });
    near.pipe(far);
    let heard = '';
    far.on('data', (bytes) => {
      near.write(bytes);
      heard = (heard + bytes.toString('latin1')).slice(-100_000);
      if (words && found.cuts === 0 && heard.includes(words)) {
        found.cuts++;
        near.destroy();
      }
    });
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    found,
    url: realtime.replace(`:${port}`, `:${server.address().port}`),
    close() {
      server.close();
      sockets.forEach((socket) => socket.destroy());
    },
  };
}

test('in a worker, a text turn is answered in sound and in words, and the session is closed', async () => {
  const report = await talk('message');
  assert.deepEqual(report.history, [['user', 'Good morning to you'], ['assistant', 'Good morning to you']]);
  assert.ok(report.soundBytes > 24_000, `only ${report.soundBytes} bytes of sound`);
  assert.deepEqual(report.statuses, ['connecting', 'connected', 'disconnected']);
  assert.deepEqual(report.errors, []);
});

test('in a worker, a spoken turn is heard, transcribed and answered', async () => {
  const report = await talk('sound', { sound: question('what-time-is-it') });
  assert.deepEqual(report.history, [['user', 'What time is it?'], ['assistant', 'What time is it?']]);
  assert.ok(report.soundBytes > 24_000, `only ${report.soundBytes} bytes of sound`);
  assert.deepEqual(report.errors, []);
});

test('in a worker, a tool is called, and its output is spoken', async () => {
  const report = await talk('tool');
  assert.deepEqual(report.cities, ['Paris']);
  assert.deepEqual(report.history.find(([kind]) => kind === 'function_call'), ['function_call', 'Sunny in Paris']);
  assert.deepEqual(report.errors, []);
});

test('in a worker, a handoff lets another agent go on, with its own tools', async () => {
  const report = await talk('handoff');
  assert.deepEqual([report.from, report.to, report.current], ['Reception', 'Specialist', 'Specialist']);
  assert.deepEqual(report.errors, []);
});

test('in a worker, a guardrail that trips silences the answer and asks for another', async () => {
  const report = await talk('guardrail');
  assert.match(report.output, /Do not say the secret/);
  assert.deepEqual(report.errors, []);
});

test('in a worker, an answer is interrupted by the application and by the voice of the caller', async () => {
  const report = await talk('interruption', { sound: question('what-time-is-it') });
  assert.deepEqual(report.reasons, ['client_cancelled', 'turn_detected']);
  assert.deepEqual(report.errors, []);
});

test('in a worker, there is no mute but the application\'s own, and the session goes on', async () => {
  const report = await talk('mute');
  assert.equal(report.muted, null);
  assert.match(report.refused, /mute/i);
  assert.deepEqual(report.errors, []);
});

test('in a worker, the upgrade is a request of HTTP/1.1 with the key in its header', async () => {
  const line = await cable();
  try {
    const report = await talk('message', { url: line.url });
    assert.deepEqual(report.errors, []);
    const [request, ...rest] = line.found.head.split('\r\n\r\n')[0].split('\r\n');
    const headers = new Map(rest.map((each) => each.split(/:\s*/, 2)).map(([name, value]) => [name.toLowerCase(), value]));
    assert.equal(request, 'GET /v1/realtime?model=gpt-realtime HTTP/1.1');
    assert.equal(headers.get('upgrade'), 'websocket');
    assert.equal(headers.get('connection'), 'Upgrade');
    assert.equal(headers.get('sec-websocket-version'), '13');
    assert.equal(headers.get('sec-websocket-protocol'), 'realtime');
    assert.equal(Buffer.from(headers.get('sec-websocket-key'), 'base64').length, 16);
    assert.equal(headers.get('authorization'), `Bearer ${apiKey}`);
  } finally {
    line.close();
  }
});

test('in a worker, a refused upgrade is said with its status and body', async () => {
  const report = await talk('refused', { key: 'sk-wrong' });
  assert.match(report.refused, /^Failed to upgrade websocket: 401 \{/);
  const body = JSON.parse(report.refused.slice(report.refused.indexOf('{')));
  assert.equal(body.error.type, 'invalid_request_error');
  assert.equal(body.error.code, 'invalid_api_key');
  assert.equal(report.status, 'disconnected');
});

test('in a worker, a provider that is not there is said', async () => {
  const line = await cable();
  line.close();
  const report = await talk('refused', { url: line.url });
  assert.match(report.refused, /connection lost/);
  assert.equal(report.status, 'disconnected');
});

test('in a worker, a provider that dies ends the line, and the session learns of it', async () => {
  const line = await cable('hang up on me');
  try {
    const report = await talk('lost', { url: line.url });
    assert.equal(line.found.cuts, 1);
    assert.deepEqual(report.statuses, ['connecting', 'connected', 'disconnected']);
    assert.equal(report.status, 'disconnected');
  } finally {
    line.close();
  }
});

test('in a worker, a line that was lost is opened again', async () => {
  const line = await cable('hang up on me');
  try {
    const report = await talk('again', { url: line.url });
    assert.deepEqual(
      report.statuses,
      ['connecting', 'connected', 'disconnected', 'connecting', 'connected']);
  } finally {
    line.close();
  }
});
