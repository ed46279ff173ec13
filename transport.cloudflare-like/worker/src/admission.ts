import { Refusal } from './errors';
import type { Settings } from './settings';
import { readToken, type Claims } from './token';

/** A call that may be opened. It goes from the front to the call's own object as JSON. */
export interface Admitted {
  /** What the log calls it. */
  id: string;
  model: string;
  seconds: number;
  /** The end user, hashed, or null. */
  safetyIdentifier: string | null;
  /** Whether the client offered the subprotocol `realtime`, which the answer then names. */
  subprotocol: boolean;
  /** The client's headers that go on. */
  headers: Record<string, string>;
}

export const SUBPROTOCOL = 'realtime';
const PATH = '/v1/realtime';
const TOKEN_SUBPROTOCOL = 'openai-insecure-api-key.';
/** All others stay here: those that name an account, a project or an end user are for whoever owns the key to set. */
const FORWARDED = ['user-agent', 'openai-beta', 'x-openai-agents-sdk'];

/** Decides whether a request may become a call. */
export async function admit(request: Request, settings: Settings): Promise<Admitted> {
  const url = new URL(request.url);
  checkForm(request, url);
  const offered = (request.headers.get('Sec-WebSocket-Protocol') ?? '').split(',').map((name) => name.trim());
  const claims = await readToken(tokenOf(request, offered), settings.secrets, settings.audience, Date.now());
  checkOrigin(request.headers.get('Origin'), claims, settings);
  const headers: Record<string, string> = {};
  for (const name of FORWARDED) {
    const value = request.headers.get(name);
    if (value !== null) {
      headers[name] = value;
    }
  }
  return {
    id: claims.id ?? crypto.randomUUID(),
    model: modelOf(url, claims, settings),
    seconds: Math.min(claims.max ?? settings.maxSeconds, settings.maxSeconds),
    safetyIdentifier: claims.subject === null ? null : await sha256(claims.subject),
    subprotocol: offered.includes(SUBPROTOCOL),
    headers,
  };
}

function checkForm(request: Request, url: URL): void {
  if (url.pathname !== PATH) {
    throw new Refusal(404, 'invalid_request_error', 'not_found', `The relay serves ${PATH} alone.`);
  }
  if (request.method !== 'GET') {
    throw new Refusal(405, 'invalid_request_error', 'method_not_allowed', 'A call is opened with GET.', { Allow: 'GET' });
  }
  if (request.headers.get('Upgrade')?.toLowerCase() !== 'websocket') {
    // the platform sends no header Upgrade with it, although RFC 9110, section 15.5.22 asks for one
    throw new Refusal(426, 'invalid_request_error', 'upgrade_required', 'A call is a WebSocket; ask for the upgrade.');
  }
  for (const name of url.searchParams.keys()) {
    // call_id would open any call of the account that owns the key, whoever's it is
    if (name !== 'model') {
      throw new Refusal(
        400, 'invalid_request_error', 'unknown_parameter', 'The relay takes the parameter model alone.', {}, name.slice(0, 64));
    }
  }
}

/** A server sends a header; a browser cannot, and offers the token beside the subprotocol. */
function tokenOf(request: Request, offered: string[]): string {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.get('Authorization') ?? '')?.[1];
  const token = bearer ?? offered.find((name) => name.startsWith(TOKEN_SUBPROTOCOL))?.slice(TOKEN_SUBPROTOCOL.length);
  if (!token) {
    throw new Refusal(
      401, 'invalid_request_error', 'missing_api_key', 'The relay wants a token: as a bearer, or as a subprotocol.',
      { 'WWW-Authenticate': 'Bearer' });
  }
  return token;
}

/** Pages send their origin; servers send none. A token that is bound to a page is for that page alone. */
function checkOrigin(origin: string | null, claims: Claims, settings: Settings): void {
  const allowed = claims.origin === null
    ? origin === null || settings.origins.includes(origin)
    : origin === claims.origin && (settings.origins.length === 0 || settings.origins.includes(origin));
  if (!allowed) {
    throw new Refusal(403, 'permission_error', 'origin_not_allowed', 'This page may not call here.');
  }
}

function modelOf(url: URL, claims: Claims, settings: Settings): string {
  const asked = url.searchParams.get('model');
  const model = claims.model ?? asked;
  if (!model) {
    throw new Refusal(400, 'invalid_request_error', 'invalid_model', 'Neither the token nor the address names a model.', {}, 'model');
  }
  if (asked !== null && asked !== model || url.searchParams.getAll('model').length > 1) {
    throw new Refusal(403, 'permission_error', 'invalid_model', 'The token is for another model.', {}, 'model');
  }
  const listed = settings.models.includes(model);
  if (!listed && (settings.models.length > 0 || claims.model === null)) {
    throw new Refusal(403, 'permission_error', 'invalid_model', 'The relay does not offer this model.', {}, 'model');
  }
  return model;
}

async function sha256(text: string): Promise<string> {
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
