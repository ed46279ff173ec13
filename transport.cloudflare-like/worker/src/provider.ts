import { SUBPROTOCOL, type Admitted } from './admission';
import { jsonResponse, Refusal } from './errors';
import type { Settings } from './settings';

const MOST_REFUSAL_BYTES = 65_536;
/** Keys as the provider writes them, also when it has masked their middle. */
const KEYS = /\bsk-[\w*.-]+/g;
const FORWARDED = ['retry-after', 'x-request-id'];

/**
 * Opens the provider's socket by a fetch that asks for an upgrade, or says why not with the provider's own error where it
 * gave one.
 *
 * @param opening cancels it; afterwards it drops the open socket
 */
export async function openProvider(call: Admitted, settings: Settings, opening: AbortController): Promise<WebSocket | Response> {
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    opening.abort();
  }, settings.openSeconds * 1000);
  try {
    const answer = await fetch(addressOf(call, settings), {
      headers: headersOf(call, settings),
      redirect: 'manual',
      signal: opening.signal,
    });
    return answer.webSocket ?? (await refused(answer, settings.providerKey));
  } catch (e) {
    if (e instanceof Refusal) {
      throw e;
    }
    throw late
      ? new Refusal(504, 'server_error', 'provider_timeout', `The provider did not answer within ${settings.openSeconds} s.`)
      : new Refusal(502, 'server_error', 'provider_unreachable', 'The provider cannot be reached.');
  } finally {
    clearTimeout(timer);
  }
}

function addressOf(call: Admitted, settings: Settings): URL {
  const address = new URL(settings.providerUrl);
  address.searchParams.set('model', call.model);
  return address;
}

function headersOf(call: Admitted, settings: Settings): Headers {
  const headers = new Headers(call.headers);
  headers.set('Upgrade', 'websocket');
  headers.set('Sec-WebSocket-Protocol', SUBPROTOCOL);
  headers.set('Authorization', `Bearer ${settings.providerKey}`);
  if (call.safetyIdentifier !== null) {
    headers.set('OpenAI-Safety-Identifier', call.safetyIdentifier);
  }
  return headers;
}

async function refused(answer: Response, key: string): Promise<Response> {
  const body = await text(answer);
  if (answer.status >= 400 && isProvidersError(body)) {
    const headers: Record<string, string> = {};
    for (const name of FORWARDED) {
      const value = answer.headers.get(name);
      if (value !== null) {
        headers[name] = value.replaceAll(key, '[key]');
      }
    }
    return jsonResponse(answer.status, body.replaceAll(key, '[key]').replaceAll(KEYS, '[key]'), headers);
  }
  throw new Refusal(
    502, 'server_error', 'provider_refused', `The provider answered with the status ${answer.status} in place of a call.`);
}

function isProvidersError(body: string): boolean {
  try {
    const { error } = JSON.parse(body) as { error?: { message?: unknown } };
    return typeof error?.message === 'string';
  } catch {
    return false;
  }
}

/** The whole body, or nothing when it is longer than anybody's error. */
async function text(answer: Response): Promise<string> {
  const reader = answer.body?.getReader();
  const decoder = new TextDecoder();
  let body = '';
  let length = 0;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) {
      break;
    }
    length += (value as Uint8Array).byteLength;
    if (length > MOST_REFUSAL_BYTES) {
      await reader.cancel();
      return '';
    }
    body += decoder.decode(value as Uint8Array, { stream: true });
  }
  return body + decoder.decode();
}
