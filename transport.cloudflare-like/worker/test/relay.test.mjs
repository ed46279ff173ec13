import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { after, afterEach, before, test } from 'node:test';
import { codeOf, KEY, mint, providersError, RawPeer, refusal, request, startRelay, until } from './peers.mjs';

let relay;
before(async () => (relay = await startRelay()));
afterEach(() => (relay.provider.answer = relay.provider.accept));
after(() => relay.stop());

const http = (path, init) => fetch(`http://127.0.0.1:${relay.port}${path}`, init);
const shaped = async (response) =>
  codeOf({ status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() });
/** An open call whose provider is written by hand. */
const handmade = async () => {
  let granted;
  const provider = new Promise((resolve) => (granted = resolve));
  relay.provider.answer = (request, socket) => granted(RawPeer.grant(request, socket));
  const caller = await relay.open();
  return { caller, provider: await provider };
};
const error = async (caller) => JSON.parse(await caller.next()).error;

// the opening

test('anything but a call is told what the relay serves', async () => {
  assert.equal(await shaped(await http('/')), '404 not_found');
  assert.equal(await shaped(await http('/v1/realtime/calls', { method: 'POST' })), '404 not_found');
  const posted = await http('/v1/realtime', { method: 'POST', body: 'x' });
  assert.equal(posted.headers.get('allow'), 'GET');
  assert.equal(await shaped(posted), '405 method_not_allowed');
  assert.equal(await shaped(await http('/v1/realtime?model=gpt-realtime')), '426 upgrade_required');
});
test('no parameter but the model goes through', async () => {
  const answer = await relay.open({ path: '?model=gpt-realtime&call_id=rtc_123' });
  assert.equal(codeOf(answer), '400 unknown_parameter');
  assert.equal(JSON.parse(answer.body).error.param, 'call_id');
});
test('the answer names the subprotocol that was offered, and never the token', async () => {
  const token = mint();
  for (const options of [{ token }, { token, browser: true }, { token, browser: true, protocols: ['x', 'realtime'] }]) {
    const { caller, provider } = await relay.call(options);
    assert.equal(caller.socket.protocol, 'realtime');
    assert.ok(!JSON.stringify(caller.answer.rawHeaders).includes(token));
    assert.ok(!JSON.stringify(provider.request.rawHeaders).includes(token));
    caller.die();
  }
  const { caller } = await relay.call({ protocols: [] });
  assert.equal(caller.answer.headers['sec-websocket-protocol'], undefined);
  caller.die();
});
test('the provider gets its key, the model and the hashed user, and of the caller\'s headers only harmless ones', async () => {
  const { caller, provider } = await relay.call({
    claims: { sub: 'user-4711' },
    headers: {
      'User-Agent': 'Caller/1', 'OpenAI-Beta': 'x=1', 'OpenAI-Safety-Identifier': 'forged', 'OpenAI-Organization': 'org-1',
      'OpenAI-Project': 'p', Cookie: 'a=b', 'X-Forwarded-For': '10.0.0.1', 'Patchbay-Call': '{}',
    },
  });
  assert.equal(provider.request.url, '/v1/realtime?model=gpt-realtime');
  const { headers } = provider.request;
  assert.equal(headers.authorization, `Bearer ${KEY}`);
  assert.equal(headers['sec-websocket-protocol'], 'realtime');
  assert.equal(headers['openai-safety-identifier'], createHash('sha256').update('user-4711').digest('hex'));
  assert.equal(headers['user-agent'], 'Caller/1');
  assert.equal(headers['openai-beta'], 'x=1');
  for (const name of ['openai-organization', 'openai-project', 'cookie', 'x-forwarded-for', 'patchbay-call', 'origin']) {
    assert.equal(headers[name], undefined, name);
  }
  caller.die();
});
test('nothing that a caller gets holds the key', async () => {
  let provider;
  const granted = new Promise((resolve) => {
    relay.provider.answer = (request, socket) => resolve((provider = RawPeer.grant(request, socket)));
  });
  const caller = await RawPeer.call(relay.port, mint());
  await granted;
  provider.text('hello');
  assert.equal((await caller.next()).payload.toString(), 'hello');
  provider.socket.destroy();
  assert.equal((await caller.next()).opcode, 1);
  assert.equal((await caller.next()).opcode, 8);
  caller.close(1011);
  await caller.ended;
  assert.ok(!caller.all.includes(KEY));
  assert.doesNotMatch(caller.all, /authorization/i);
});

// refusals

test('a refusal of the provider reaches the caller as it was given, without the key', async () => {
  for (const [status, code] of [[401, 'invalid_api_key'], [403, 'unsupported_country_region_territory'], [404, 'model_not_found'],
    [429, 'rate_limit_exceeded'], [500, 'internal_error']]) {
    const body = providersError('some_error', code, `Incorrect key: ${KEY}, also known as sk-proj-****edge.`);
    relay.provider.answer = refusal(status, body, { 'Content-Type': 'application/json', 'Retry-After': '7', 'X-Key': KEY });
    const answer = await relay.open();
    assert.equal(codeOf(answer), `${status} ${code}`);
    assert.equal(answer.headers['retry-after'], '7');
    assert.equal(answer.headers['x-key'], undefined);
    assert.match(JSON.parse(answer.body).error.message, /^Incorrect key: \[key\], also known as \[key\]$/);
  }
});
test('what is not the provider\'s error is told by its status alone', async () => {
  const huge = providersError('x', 'y', 'z'.repeat(200_000));
  for (const [status, body] of [[403, '<html>no</html>'], [500, ''], [503, '{"message":"?"}'], [500, huge], [200, 'hello']]) {
    relay.provider.answer = refusal(status, body);
    const answer = await relay.open();
    assert.equal(codeOf(answer), '502 provider_refused');
    assert.ok(JSON.parse(answer.body).error.message.includes(`status ${status}`));
  }
});
test('a redirect is not followed', async () => {
  let asked = 0;
  relay.provider.answer = (request, socket) => {
    asked++;
    refusal(302, '', { Location: relay.provider.url.replace('ws:', 'http:') })(request, socket);
  };
  assert.equal(codeOf(await relay.open()), '502 provider_refused');
  assert.equal(asked, 1);
});
test('a provider that never answers is given up', async () => {
  const other = await startRelay({ OPEN_SECONDS: '0.5' });
  try {
    const closed = new Promise((resolve) => {
      other.provider.answer = (request, socket) => socket.resume().on('close', resolve);
    });
    assert.equal(codeOf(await other.open()), '504 provider_timeout');
    await closed;
    // a body that never ends is no answer either
    other.provider.answer = (request, socket) => socket.write('HTTP/1.1 500 Oops\r\nContent-Length: 50\r\n\r\n{');
    assert.equal(codeOf(await other.open()), '504 provider_timeout');
  } finally {
    await other.stop();
  }
});
test('a provider that is not there, or hangs up, is told as such', async () => {
  relay.provider.answer = (request, socket) => socket.destroy();
  assert.equal(codeOf(await relay.open()), '502 provider_unreachable');
  const other = await startRelay({ PROVIDER_URL: 'ws://127.0.0.1:1/v1/realtime' });
  try {
    assert.equal(codeOf(await other.open()), '502 provider_unreachable');
  } finally {
    await other.stop();
  }
});
test('a caller who goes away during the opening takes the provider\'s connection along', async () => {
  let asked;
  const opening = new Promise((resolve) => (asked = resolve));
  const dropped = new Promise((resolve) => {
    relay.provider.answer = (request, socket) => {
      socket.resume().on('close', resolve);
      asked();
    };
  });
  const caller = request(relay.port);
  await opening;
  caller.resetAndDestroy();
  await dropped;
});
test('a caller who is gone when the provider answers leaves no call behind', async () => {
  let asked;
  const opening = new Promise((resolve) => (asked = resolve));
  relay.provider.answer = (...all) => asked(all);
  const caller = request(relay.port);
  const upgrade = await opening;
  caller.destroy(); // workerd does not look at a connection's end until it writes
  relay.provider.accept(...upgrade);
  await (await relay.provider.call()).closed;
});

// messages

test('text and bytes go both ways as they are, in order', async () => {
  const { caller, provider } = await relay.call();
  for (const [from, to] of [[caller, provider], [provider, caller]]) {
    for (const message of ['', 'Grüße, 世界 🎧', '{"type":"x"}', Buffer.alloc(0), Buffer.from([0, 255, 128]), 'a'.repeat(70_000)]) {
      from.send(message);
      assert.deepEqual(await to.next(), message);
    }
    const many = 5000;
    for (let i = 0; i < many; i++) {
      from.send(i % 2 ? `message ${i}` : Buffer.from(`message ${i}`));
    }
    for (let i = 0; i < many; i++) {
      const got = await to.next();
      assert.equal(typeof got === 'string', i % 2 === 1);
      assert.equal(got.toString(), `message ${i}`);
    }
  }
  caller.die();
});
test('a message of 16 megabytes goes through, one of 40 ends the call', async () => {
  const { caller, provider } = await relay.call();
  for (const [from, to] of [[caller, provider], [provider, caller]]) {
    const large = Buffer.alloc(16 * 1024 * 1024, 'abcdefg');
    from.send(large);
    assert.ok(large.equals(await to.next()));
  }
  caller.send(Buffer.alloc(40 * 1024 * 1024));
  // the connection is dropped under the rest of it, which may swallow the Close
  assert.ok([1009, 1006].includes((await caller.closed).code));
  await provider.closed;
});
test('pings are answered by the relay, on either side', async () => {
  const { caller, provider } = await relay.call();
  for (const [side, other] of [[caller, provider], [provider, caller]]) {
    other.socket.on('ping', () => assert.fail('the ping went through'));
    side.socket.ping('are you there');
    const [payload] = await once(side.socket, 'pong');
    assert.equal(payload.toString(), 'are you there');
  }
  caller.die();
});

// the end

test('codes and reasons of a close go through, whoever begins', async () => {
  for (const [code, reason, seen] of [[1000, 'done', 1000], [1001, '', 1001], [1008, 'policy', 1008], [1011, 'broken', 1011],
    [1013, 'later', 1013], [3000, '', 3000], [4999, 'ours: ü', 4999], [undefined, undefined, 1005]]) {
    for (const begins of ['caller', 'provider']) {
      const call = await relay.call();
      call[begins].socket.close(code, reason);
      for (const side of [call.caller, call.provider]) {
        assert.deepEqual(await side.closed, { code: seen, reason: reason ?? '' });
      }
    }
  }
});
test('a code that may not be sent on becomes 1011', async () => {
  const { caller, provider } = await handmade();
  provider.close(2500);
  assert.equal((await caller.closed).code, 1011);
});
test('what the provider still says after the caller has closed comes through', async () => {
  const { caller, provider } = await handmade();
  caller.socket.close(4000, 'enough');
  assert.equal((await provider.next()).opcode, 8);
  provider.text('the last words');
  assert.equal(await caller.next(), 'the last words');
  provider.close(4000);
  assert.equal((await caller.closed).code, 4000);
});
test('what the caller still says after the provider has closed comes through', async () => {
  const accepted = relay.provider.call();
  const caller = await RawPeer.call(relay.port, mint());
  const provider = await accepted;
  provider.socket.close(4001, 'enough');
  const close = await caller.next();
  assert.equal(close.payload.readUInt16BE(0), 4001);
  caller.text('the last words');
  assert.equal(await provider.next(), 'the last words');
  caller.close(4001);
  assert.equal((await provider.closed).code, 4001);
  await caller.ended;
});
test('whoever does not answer a close is not waited for', async () => {
  const silent = await handmade();
  silent.caller.socket.close(4000);
  await silent.provider.next();
  await silent.provider.ended;
  assert.equal((await silent.caller.closed).code, 1001);

  relay.provider.answer = relay.provider.accept;
  const accepted = relay.provider.call();
  const deaf = await RawPeer.call(relay.port, mint());
  const provider = await accepted;
  provider.socket.close(4000);
  await provider.closed;
  await deaf.ended;
});
test('a provider that dies ends the call with an error and 1011', async () => {
  const { caller, provider } = await relay.call();
  provider.send('last');
  assert.equal(await caller.next(), 'last');
  provider.die();
  const { type, code } = await error(caller);
  assert.deepEqual([type, code], ['server_error', 'provider_lost']);
  assert.equal((await caller.closed).code, 1011);
});
test('a provider that closes at once is relayed', async () => {
  relay.provider.answer = (request, socket) => RawPeer.grant(request, socket).close(1013);
  const caller = await relay.open();
  assert.equal((await caller.closed).code, 1013);
});
test('a caller who dies ends the provider\'s side', async () => {
  const { caller, provider } = await relay.call();
  caller.die();
  assert.deepEqual(await provider.closed, { code: 1001, reason: 'The client is gone.' });
});
test('a provider that breaks the protocol ends the call with 1011', async () => {
  const { caller, provider } = await handmade();
  provider.socket.write(Buffer.from([0xff, 0x00]));
  assert.equal((await error(caller)).code, 'provider_lost');
  assert.equal((await caller.closed).code, 1011);
  await provider.ended;
});
test('a call lasts no longer than its token allows', async () => {
  const { caller, provider } = await relay.call({ claims: { max: 1 } });
  assert.equal((await error(caller)).code, 'session_expired');
  assert.deepEqual(await caller.closed, { code: 1001, reason: 'Your session hit the maximum duration of 1 s.' });
  await provider.closed;
});
test('a call lasts no longer than the relay allows, whatever the token says', async () => {
  const other = await startRelay({ MAX_SECONDS: '1' });
  try {
    const { caller } = await other.call({ claims: { max: 86_400 } });
    assert.equal((await error(caller)).code, 'session_expired');
    assert.equal((await caller.closed).code, 1001);
  } finally {
    await other.stop();
  }
});
test('the log tells of each call how it ended, and nothing that was said', async () => {
  const { caller, provider } = await relay.call({ claims: { jti: 'call-number-7', sub: 'user-4711' } });
  caller.send('my secret words');
  await provider.next();
  caller.socket.close(1000);
  await caller.closed;
  const line = await until(() => /\{"call":"call-number-7".*\}/.exec(relay.workerd.output())?.[0]);
  const { seconds, ...rest } = JSON.parse(line);
  assert.ok(seconds < 60);
  assert.deepEqual(rest, {
    call: 'call-number-7', model: 'gpt-realtime', toClient: 0, toProvider: 15, ended: 'client closed with 1000',
  });
  assert.ok(!/secret words|user-4711/.test(relay.workerd.output()));
});
