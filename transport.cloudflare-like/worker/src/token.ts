import { Refusal } from './errors';

/** What a token allows; RFC 7519 and the claims of `io.patchbay.net.relay.RelayTokens`. */
export interface Claims {
  id: string | null;
  model: string | null;
  /** Seconds that the call may last. */
  max: number | null;
  /** The end user. */
  subject: string | null;
  origin: string | null;
}

const LONGEST_TOKEN = 4096;
const LONGEST_LIFETIME = 300;
/** By how many seconds two good clocks may differ. */
const SKEW = 10;
const PART = /^[A-Za-z0-9_-]+$/;

/**
 * Checks a compact JWT (RFC 7515, section 7.1) that is signed by HMAC with SHA-256 and one of the secrets. No other
 * algorithm exists here, so the header cannot choose one.
 */
export async function readToken(token: string, secrets: string[], audience: string, now: number): Promise<Claims> {
  if (token.length > LONGEST_TOKEN) {
    throw invalid(`it is longer than ${LONGEST_TOKEN} characters`);
  }
  const [header, payload, signature, ...rest] = token.split('.');
  if (!header || !payload || !signature || rest.length > 0 || ![header, payload, signature].every((part) => PART.test(part))) {
    throw invalid('it is no signed token');
  }
  const { alg, crit } = object(header);
  if (alg !== 'HS256' || crit !== undefined) {
    throw invalid('it is not signed with HS256');
  }
  const signed = new TextEncoder().encode(`${header}.${payload}`);
  if (!(await signedByOneOf(secrets, bytes(signature), signed))) {
    throw invalid('its signature is wrong');
  }
  const claims = object(payload);
  checkTime(claims, now / 1000);
  if (audience !== '' && ![claims['aud']].flat().includes(audience)) {
    throw invalid('it is for another relay');
  }
  return {
    id: text(claims, 'jti'),
    model: text(claims, 'model'),
    max: duration(claims),
    subject: text(claims, 'sub'),
    origin: text(claims, 'origin'),
  };
}

/** `verify` compares in constant time. */
async function signedByOneOf(secrets: string[], signature: Uint8Array, signed: Uint8Array): Promise<boolean> {
  let found = false;
  for (const secret of secrets) {
    const key = await crypto.subtle.importKey(
      'raw', new TextEncoder().encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, ['verify']);
    found = (await crypto.subtle.verify('HMAC', key, signature, signed)) || found;
  }
  return found;
}

function checkTime(claims: Record<string, unknown>, now: number): void {
  const issued = time(claims, 'iat');
  const expires = time(claims, 'exp');
  if (issued === null || expires === null) {
    throw invalid('it does not say when it was issued and when it expires');
  }
  if (expires - issued > LONGEST_LIFETIME) {
    throw invalid(`it lives for longer than ${LONGEST_LIFETIME} s`);
  }
  if (now >= expires + SKEW) {
    throw invalid('it has expired');
  }
  if (now < Math.max(issued, time(claims, 'nbf') ?? issued) - SKEW) {
    throw invalid('it is not valid yet');
  }
}

function time(claims: Record<string, unknown>, name: string): number | null {
  const value = claims[name];
  if (value === undefined) {
    return null;
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw invalid(`its claim ${name} is no time`);
  }
  return value;
}

function duration(claims: Record<string, unknown>): number | null {
  const value = claims['max'];
  if (value === undefined) {
    return null;
  }
  if (typeof value !== 'number' || !(value > 0)) {
    throw invalid('its claim max is no duration');
  }
  return value;
}

function text(claims: Record<string, unknown>, name: string): string | null {
  const value = claims[name];
  if (value === undefined) {
    return null;
  }
  if (typeof value !== 'string' || value === '') {
    throw invalid(`its claim ${name} is no text`);
  }
  return value;
}

function object(part: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes(part)));
  } catch (e) {
    throw e instanceof Refusal ? e : invalid('it holds no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('it holds no JSON object');
  }
  return value as Record<string, unknown>;
}

function bytes(part: string): Uint8Array {
  try {
    return Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
  } catch {
    throw invalid('it is not base64url');
  }
}

function invalid(why: string): Refusal {
  return new Refusal(401, 'invalid_request_error', 'invalid_api_key', `The relay's token was refused: ${why}.`, {
    'WWW-Authenticate': 'Bearer error="invalid_token"',
  });
}
