import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { after, before, test } from 'node:test';
import { codeOf, mint, MODEL, now, Peer, PREVIOUS, startRelay, until } from './peers.mjs';

let relay;
before(async () => (relay = await startRelay({ ALLOWED_ORIGINS: 'https://app.example' })));
after(() => relay.stop());

const opens = async (options) => {
  const { caller, provider } = await relay.call(options);
  caller.send('hello');
  assert.equal(await provider.next(), 'hello');
  caller.die();
  await provider.closed;
};
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
const refused = async (options) => {
  relay.provider.answer = () => assert.fail('the provider was asked');
  const answer = await relay.open(options);
  relay.provider.answer = relay.provider.accept;
  assert.ok(!(answer instanceof Peer), 'the call was let in');
  return codeOf(answer);
};

test('a good token opens a call', () => opens());
test('a token travels beside the subprotocol too', () => opens({ browser: true }));
test('the previous secret still opens calls', () => opens({ token: mint({}, { secret: PREVIOUS }) }));
test('a call without a token is refused', async () => {
  assert.equal(await refused({ token: null }), '401 missing_api_key');
  assert.equal(await refused({ token: null, headers: { Authorization: 'Basic dTpw' } }), '401 missing_api_key');
});
test('a wrong signature is refused', async () => {
  assert.equal(await refused({ token: mint({}, { secret: 'another-secret-that-nobody-gave-to-the-relay' }) }), '401 invalid_api_key');
  const token = mint();
  assert.equal(await refused({ token: token.slice(0, -4) }), '401 invalid_api_key');
  const [header, , signature] = token.split('.');
  const other = part({ iat: now(), exp: now() + 60, model: MODEL, max: 86_400 });
  assert.equal(await refused({ token: `${header}.${other}.${signature}` }), '401 invalid_api_key');
});
test('no algorithm but HS256 is accepted', async () => {
  const claims = { iat: now(), exp: now() + 60, model: MODEL };
  assert.equal(await refused({ token: `${part({ alg: 'none' })}.${part(claims)}.AA` }), '401 invalid_api_key');
  assert.equal(await refused({ token: `${part({ alg: 'none' })}.${part(claims)}.` }), '401 invalid_api_key');
  assert.equal(await refused({ token: mint({}, { header: { alg: 'HS512' }, hash: 'sha512' }) }), '401 invalid_api_key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const signed = `${part({ alg: 'RS256' })}.${part(claims)}`;
  const signature = sign('sha256', Buffer.from(signed), privateKey).toString('base64url');
  assert.equal(await refused({ token: `${signed}.${signature}` }), '401 invalid_api_key');
  assert.equal(await refused({ token: mint({}, { header: { alg: 'HS256', crit: ['b64'], b64: false } }) }), '401 invalid_api_key');
});
test('a token holds in its time alone', async () => {
  assert.equal(await refused({ claims: { iat: now() - 200, nbf: now() - 200, exp: now() - 60 } }), '401 invalid_api_key');
  assert.equal(await refused({ claims: { nbf: now() + 100, exp: now() + 200 } }), '401 invalid_api_key');
  assert.equal(await refused({ claims: { iat: now() + 100, nbf: undefined, exp: now() + 200 } }), '401 invalid_api_key');
  assert.equal(await refused({ claims: { exp: now() + 400 } }), '401 invalid_api_key');
  assert.equal(await refused({ claims: { exp: undefined } }), '401 invalid_api_key');
  assert.equal(await refused({ claims: { iat: undefined } }), '401 invalid_api_key');
  assert.equal(await refused({ claims: { exp: 'tomorrow' } }), '401 invalid_api_key');
  assert.equal(await refused({ claims: { exp: 1e308 } }), '401 invalid_api_key');
});
test('garbage is refused before it is read', async () => {
  for (const token of ['x', '..', 'a.b', 'a.b.c', 'a.b.c.d', '{}.{}.{}', `${part([])}.${part([])}.AA`, 'A'.repeat(5000)]) {
    assert.equal(await refused({ token }), '401 invalid_api_key', token.slice(0, 20));
  }
});
test('a token of a megabyte is refused, and the relay goes on', async () => {
  // workerd itself takes no header of that size: it closes, with or without an answer
  const answer = await relay.open({ token: 'A'.repeat(1_000_000) }).catch((e) => e);
  assert.ok(!(answer instanceof Peer));
  await opens();
});
test('odd claims are refused', async () => {
  for (const claims of [{ max: 0 }, { max: -5 }, { max: 'long' }, { sub: '' }, { sub: 7 }, { model: ['x'] }, { origin: 1 }]) {
    assert.equal(await refused({ claims }), '401 invalid_api_key', JSON.stringify(claims));
  }
});
test('the token decides the model, and the address must agree', async () => {
  assert.equal(await refused({ claims: { model: 'gpt-other' } }), '403 invalid_model');
  assert.equal(await refused({ path: '?model=gpt-other' }), '403 invalid_model');
  assert.equal(await refused({ path: `?model=${MODEL}&model=gpt-other` }), '403 invalid_model');
  assert.equal(await refused({ claims: { model: undefined }, path: '?model=gpt-other' }), '403 invalid_model');
  assert.equal(await refused({ claims: { model: undefined }, path: '' }), '400 invalid_model');
  await opens({ path: '' });
  await opens({ claims: { model: undefined } });
});
test('pages must be known, servers name no origin', async () => {
  const from = (origin, claims) => ({ claims, headers: { Origin: origin }, browser: true });
  await opens(from('https://app.example'));
  await opens(from('https://app.example', { origin: 'https://app.example' }));
  assert.equal(await refused(from('https://evil.example')), '403 origin_not_allowed');
  assert.equal(await refused(from('null')), '403 origin_not_allowed');
  assert.equal(await refused(from('https://app.example', { origin: 'https://other.example' })), '403 origin_not_allowed');
  assert.equal(await refused(from('https://evil.example', { origin: 'https://evil.example' })), '403 origin_not_allowed');
  assert.equal(await refused({ claims: { origin: 'https://app.example' } }), '403 origin_not_allowed');
});
test('a token may be for one relay alone', async () => {
  const other = await startRelay({ AUDIENCE: 'relay.example', ALLOWED_MODELS: '' });
  try {
    for (const aud of [undefined, 'elsewhere.example', ['elsewhere.example'], 5]) {
      assert.equal(codeOf(await other.open({ claims: { aud } })), '401 invalid_api_key');
    }
    (await other.call({ claims: { aud: 'relay.example' } })).caller.die();
    (await other.call({ claims: { aud: ['x', 'relay.example'] } })).caller.die();
    // without a list of models the token alone may name one, and without a list of pages too
    assert.equal(codeOf(await other.open({ claims: { aud: 'relay.example', model: undefined } })), '403 invalid_model');
    const page = { headers: { Origin: 'https://any.example' } };
    (await other.call({ ...page, claims: { aud: 'relay.example', origin: 'https://any.example' } })).caller.die();
    assert.equal(codeOf(await other.open({ ...page, claims: { aud: 'relay.example' } })), '403 origin_not_allowed');
  } finally {
    await other.stop();
  }
});
test('a relay that is not set up says so to its log alone', async () => {
  for (const [vars, said] of [
    [{ RELAY_SECRET: '' }, 'RELAY_SECRET is not set'],
    [{ RELAY_SECRET_PREVIOUS: 'short' }, 'shorter than 32 bytes'],
    [{ PROVIDER_KEY: ' ' }, 'PROVIDER_KEY is not set'],
    [{ PROVIDER_URL: 'http://provider.example/v1/realtime' }, 'PROVIDER_URL must be wss'],
    [{ MAX_SECONDS: 'forever' }, 'MAX_SECONDS must be'],
  ]) {
    const other = await startRelay(vars);
    try {
      assert.equal(codeOf(await other.open()), '500 relay_misconfigured');
      await until(() => other.workerd.output().includes(said));
    } finally {
      await other.stop();
    }
  }
});
