// Node's HTTP/2 against the emulator's port: lines by extended CONNECT (RFC 8441) and ordinary requests, on one connection.
import assert from 'node:assert/strict';
import http2 from 'node:http2';
import { once } from 'node:events';
import { after, before, test } from 'node:test';
import { apiKey, Events, restUrl } from './emulator.mjs';
import { overStream } from './lines.mjs';

const LINE = {
  ':method': 'CONNECT',
  ':protocol': 'websocket',
  ':path': '/v1/realtime?model=gpt-realtime',
  'sec-websocket-version': '13',
  authorization: `Bearer ${apiKey}`,
};

let connection;

before(async () => {
  connection = http2.connect(new URL('/', restUrl));
  const [settings] = await once(connection, 'remoteSettings');
  assert.equal(settings.enableConnectProtocol, true);
});

after(() => connection.close());

/** Status, headers and body of one request. */
async function ask(headers, body) {
  const stream = connection.request(headers, { endStream: body === undefined });
  if (body !== undefined) {
    stream.end(body);
  }
  const [answer] = await once(stream, 'response');
  const pieces = [];
  for await (const piece of stream) {
    pieces.push(piece);
  }
  return { status: answer[':status'], headers: answer, body: Buffer.concat(pieces).toString() };
}

async function open(headers = LINE) {
  const stream = connection.request(headers, { endStream: false });
  const [answer] = await once(stream, 'response');
  return { stream, answer };
}

test('a session is opened, used and closed over a stream of HTTP/2', async () => {
  const { stream, answer } = await open({ ...LINE, 'sec-websocket-protocol': 'realtime' });
  assert.equal(answer[':status'], 200);
  assert.equal(answer['sec-websocket-protocol'], 'realtime');
  assert.equal(answer['sec-websocket-accept'], undefined);
  const line = overStream(stream, { server: false });
  const events = new Events();
  line.on('message', (data) => events.add(JSON.parse(data)));
  await events.next('session.created');
  line.send(JSON.stringify({ type: 'session.update', session: { type: 'realtime', instructions: 'x'.repeat(200_000) } }));
  const { session } = await events.next('session.updated');
  assert.equal(session.instructions.length, 200_000);
  const closed = once(line, 'close');
  const ended = once(stream, 'close');
  line.close(1000, 'done');
  assert.equal((await closed)[0], 1000);
  await ended;
  assert.equal(stream.rstCode, http2.constants.NGHTTP2_NO_ERROR);
});

test('twenty lines and fifty requests share a connection', async () => {
  const lines = await Promise.all(Array.from({ length: 20 }, async () => {
    const { stream, answer } = await open();
    assert.equal(answer[':status'], 200);
    const line = overStream(stream, { server: false });
    const events = new Events();
    line.on('message', (data) => events.add(JSON.parse(data)));
    await events.next('session.created');
    return line;
  }));
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask(
    { ':method': 'POST', ':path': '/v1/realtime/client_secrets', authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    JSON.stringify({ session: { type: 'realtime', model: 'gpt-realtime' } }),
  )));
  for (const { status, body } of answers) {
    assert.equal(status, 200);
    assert.match(JSON.parse(body).value, /^ek_/);
  }
  await Promise.all(lines.map((line) => {
    const closed = once(line, 'close');
    line.close(1000);
    return closed;
  }));
});

test('a wrong key, a wrong path and a wrong protocol are refused', async () => {
  const wrongKey = await ask({ ...LINE, authorization: 'Bearer sk-wrong' }, '');
  assert.equal(wrongKey.status, 401);
  assert.equal(JSON.parse(wrongKey.body).error.code, 'invalid_api_key');
  assert.equal((await ask({ ...LINE, ':path': '/nowhere' }, '')).status, 404);
  assert.equal((await ask({ ...LINE, ':protocol': 'connect-udp' }, '')).status, 501);
});
