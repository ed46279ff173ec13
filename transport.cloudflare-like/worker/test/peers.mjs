// A caller and a provider on either side of a real workerd, for the tests.
import assert from 'node:assert/strict';
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { startWorkerd } from './workerd.mjs';

export const KEY = 'sk-proj-the-key-that-stays-on-the-edge';
export const SECRET = 'the-secret-that-signs-tokens-today-0123456789';
export const PREVIOUS = 'the-secret-that-signed-tokens-yesterday-01234';
export const MODEL = 'gpt-realtime';

// a test runner that has waited for too long says so by this signal; workerd goes along
process.once('SIGTERM', () => process.exit(143));

export const now = () => Math.floor(Date.now() / 1000);

const base64url = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token as RelayTokens mints it, but for the claims given; undefined takes one out. */
export function mint(claims = {}, { secret = SECRET, header = { alg: 'HS256', typ: 'JWT' }, hash = 'sha256' } = {}) {
  const all = { iss: 'patchbay', iat: now(), nbf: now() - 30, exp: now() + 60, jti: randomUUID(), model: MODEL, ...claims };
  const signed = `${base64url(header)}.${base64url(all)}`;
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`;
}

/** Answers when the condition holds; the test's own time limit is the limit. */
export async function until(condition) {
  for (;;) {
    const value = await condition();
    if (value) {
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Values that come from events, to be awaited one by one. */
class Queue {
  #values = [];
  #waiting = [];

  put(value) {
    const waiting = this.#waiting.shift();
    waiting ? waiting(value) : this.#values.push(value);
  }

  next() {
    return this.#values.length > 0 ? Promise.resolve(this.#values.shift()) : new Promise((resolve) => this.#waiting.push(resolve));
  }
}

/** One end of a WebSocket. */
export class Peer {
  /** Whether messages are kept for next(). */
  keep = true;
  #messages = new Queue();

  constructor(socket, request) {
    this.socket = socket;
    this.request = request;
    this.closed = new Promise((resolve) => socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() })));
    socket.on('message', (data, binary) => this.keep && this.#messages.put(binary ? data : data.toString()));
    socket.on('error', () => {}); // a close follows
  }

  /** The next message: text, or a buffer. */
  next() {
    return this.#messages.next();
  }

  send(data) {
    this.socket.send(data);
  }

  /** Drops the connection without a word. */
  die() {
    this.socket._socket.destroy();
  }
}

/** The provider: accepts every call unless `answer` is set to something else. */
export async function startProvider() {
  const calls = new Queue();
  const server = createServer((request, response) => response.writeHead(426).end());
  const sockets = new WebSocketServer({
    noServer: true, perMessageDeflate: false, maxPayload: 64 * 1024 * 1024,
    handleProtocols: (offered) => (offered.has('realtime') ? 'realtime' : false),
  });
  const accept = (request, socket, head) =>
    sockets.handleUpgrade(request, socket, head, (opened) => calls.put(new Peer(opened, request)));
  const provider = {
    accept,
    answer: accept,
    /** The next call that was accepted. */
    call: () => calls.next(),
    url: null,
    stop: () => {
      sockets.clients.forEach((socket) => socket.terminate());
      server.closeAllConnections();
      server.close();
    },
  };
  server.on('upgrade', (request, socket, head) => {
    // an HTTP server leaves its sockets half open
    socket.on('error', () => {}).on('end', () => socket.end());
    provider.answer(request, socket, head);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  provider.url = `ws://127.0.0.1:${server.address().port}/v1/realtime`;
  return provider;
}

/** An answer that is no upgrade, as a server writes it. */
export const refusal = (status, body = '', headers = {}) => (request, socket) => {
  const lines = Object.entries({ 'Content-Length': Buffer.byteLength(body), Connection: 'close', ...headers });
  socket.end(`HTTP/1.1 ${status} Whatever\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`);
};

export const providersError = (type, code, message) => JSON.stringify({ error: { type, code, message, param: null } });

/** A relay in workerd with its provider; what it writes is looked through for secrets at the end. */
export async function startRelay(vars = {}) {
  assert.ok(existsSync(new URL('../dist/index.js', import.meta.url)), 'run ./install first: dist/index.js is missing');
  const provider = await startProvider();
  const workerd = await startWorkerd({
    vars: {
      PROVIDER_URL: provider.url, PROVIDER_KEY: KEY, RELAY_SECRET: SECRET, RELAY_SECRET_PREVIOUS: PREVIOUS,
      OPEN_SECONDS: '30', CLOSE_SECONDS: '1', ALLOWED_MODELS: MODEL, ...vars,
    },
  });
  const tokens = new Set();
  const url = `ws://127.0.0.1:${workerd.port}/v1/realtime`;

  /** Opens a WebSocket; the answer is a Peer, or { status, headers, body } when it was refused. */
  const open = ({ claims, token = mint(claims), headers = {}, protocols = ['realtime'], path = `?model=${MODEL}`, browser = false } = {}) => {
    if (token?.length > 100 && token.length < 4096) {
      tokens.add(token);
    }
    const offered = browser ? [...protocols, `openai-insecure-api-key.${token}`] : protocols;
    const socket = new WebSocket(url + path, offered, {
      perMessageDeflate: false, maxPayload: 64 * 1024 * 1024,
      headers: token && !browser ? { Authorization: `Bearer ${token}`, ...headers } : headers,
    });
    const peer = new Peer(socket);
    return new Promise((resolve, reject) => {
      socket.on('upgrade', (response) => (peer.answer = response));
      socket.on('open', () => resolve(peer));
      socket.on('error', reject);
      socket.on('unexpected-response', async (_, response) => {
        let body = '';
        for await (const part of response) {
          body += part;
        }
        resolve({ status: response.statusCode, headers: response.headers, body });
      });
    });
  };

  return {
    open,
    provider,
    workerd,
    url,
    port: workerd.port,
    /** An open call, from both sides. */
    call: async (options) => {
      const caller = await open(options);
      assert.ok(caller instanceof Peer, `the call was refused: ${JSON.stringify(caller)}`);
      return { caller, provider: await provider.call() };
    },
    stop: async () => {
      await workerd.stop();
      provider.stop();
      const written = workerd.output();
      for (const secret of [KEY, SECRET, PREVIOUS, ...tokens]) {
        assert.ok(!written.includes(secret), 'workerd wrote a secret');
      }
    },
  };
}

/** A refusal's status and code, having seen that it has the provider's shape and tells no secret. */
export function codeOf(answer) {
  assert.equal(answer.headers['content-type'], 'application/json');
  const { error } = JSON.parse(answer.body);
  assert.deepEqual(Object.keys(error).sort(), ['code', 'message', 'param', 'type']);
  assert.ok(error.message.length > 10);
  const all = JSON.stringify(answer);
  for (const secret of [KEY, SECRET, PREVIOUS]) {
    assert.ok(!all.includes(secret));
  }
  return `${answer.status} ${error.code}`;
}

/** The request of a call, sent by hand; nobody waits for the answer. */
export function request(port, token = mint()) {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  socket.write(
    `GET /v1/realtime?model=${MODEL} HTTP/1.1\r\nHost: relay.example\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`
    + `Sec-WebSocket-Key: ${Buffer.alloc(16, 7).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n`
    + `Authorization: Bearer ${token}\r\n\r\n`);
  return socket;
}

/** A WebSocket written by hand (RFC 6455, section 5), for what a library would not do. */
export class RawPeer {
  #received = Buffer.alloc(0);
  #frames = new Queue();
  all = '';

  constructor(socket, masks) {
    this.socket = socket;
    this.masks = masks;
    socket.on('data', (data) => {
      this.all += data.toString('latin1');
      this.#received = Buffer.concat([this.#received, data]);
      this.#parse();
    });
    socket.on('error', () => {});
    this.ended = new Promise((resolve) => socket.on('close', resolve));
  }

  /** The provider's end of an upgrade that is granted. */
  static grant(request, socket) {
    const key = request.headers['sec-websocket-key'];
    const proof = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${proof}\r\n\r\n`);
    return new RawPeer(socket, false);
  }

  /** A caller's end, open. */
  static async call(port, token) {
    const socket = request(port, token);
    let head = Buffer.alloc(0);
    while (!head.includes('\r\n\r\n')) {
      head = Buffer.concat([head, (await once(socket, 'data'))[0]]);
    }
    assert.match(head.toString('latin1'), /^HTTP\/1\.1 101 /);
    const peer = new RawPeer(socket, true);
    peer.all = head.toString('latin1');
    return peer;
  }

  #parse() {
    while (this.#received.length >= 2) {
      const masked = (this.#received[1] & 0x80) !== 0;
      let length = this.#received[1] & 0x7f;
      assert.ok(length < 127, 'these tests send short frames');
      let start = masked ? 6 : 2;
      if (length === 126) {
        if (this.#received.length < 4) {
          return;
        }
        length = this.#received.readUInt16BE(2);
        start += 2;
      }
      if (this.#received.length < start + length) {
        return;
      }
      const payload = Buffer.from(this.#received.subarray(start, start + length));
      if (masked) {
        payload.forEach((byte, i) => (payload[i] = byte ^ this.#received[start - 4 + (i % 4)]));
      }
      this.#frames.put({ opcode: this.#received[0] & 0x0f, payload });
      this.#received = this.#received.subarray(start + length);
    }
  }

  /** The next frame. */
  next() {
    return this.#frames.next();
  }

  #frame(opcode, payload) {
    const head = Buffer.from([0x80 | opcode, (this.masks ? 0x80 : 0) | payload.length]);
    // a mask of zeros leaves the payload as it is
    this.socket.write(Buffer.concat([head, this.masks ? Buffer.alloc(4) : Buffer.alloc(0), payload]));
  }

  text(text) {
    this.#frame(1, Buffer.from(text));
  }

  close(code) {
    const payload = Buffer.alloc(2);
    payload.writeUInt16BE(code);
    this.#frame(8, payload);
  }
}
