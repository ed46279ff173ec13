import type { Call } from './call';
import { Refusal } from './errors';

/** What wrangler.jsonc and the secrets give; README.md explains each. */
export interface Env {
  CALLS: DurableObjectNamespace<Call>;
  PROVIDER_URL?: string;
  PROVIDER_KEY?: string;
  RELAY_SECRET?: string;
  RELAY_SECRET_PREVIOUS?: string;
  ALLOWED_MODELS?: string;
  ALLOWED_ORIGINS?: string;
  AUDIENCE?: string;
  MAX_SECONDS?: string;
  OPEN_SECONDS?: string;
  CLOSE_SECONDS?: string;
  STALL_SECONDS?: string;
}

export interface Settings {
  /** Where calls go; `http` or `https`, since that is what `fetch` takes. */
  providerUrl: URL;
  providerKey: string;
  /** The current signing secret and, while it is being changed, the one before. */
  secrets: string[];
  /** None: the token alone decides. */
  models: string[];
  /** Pages that may call with a token that names no origin. */
  origins: string[];
  /** Whom tokens must be for; empty: not looked at. */
  audience: string;
  maxSeconds: number;
  openSeconds: number;
  closeSeconds: number;
  stallSeconds: number;
}

const DAY = 86_400;
/** As many bytes as the hash has: RFC 7518, section 3.2. */
const LEAST_SECRET = 32;
const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Reads the variables; what is wrong goes to the operator's log, not to the caller. */
export function readSettings(env: Env): Settings {
  const secrets = [required(env, 'RELAY_SECRET')];
  if (env.RELAY_SECRET_PREVIOUS?.trim()) {
    secrets.push(env.RELAY_SECRET_PREVIOUS.trim());
  }
  if (secrets.some((secret) => new TextEncoder().encode(secret).length < LEAST_SECRET)) {
    throw misconfigured(`a signing secret is shorter than ${LEAST_SECRET} bytes`);
  }
  return {
    providerUrl: address(env.PROVIDER_URL?.trim() || 'wss://api.openai.com/v1/realtime'),
    providerKey: required(env, 'PROVIDER_KEY'),
    secrets,
    models: list(env.ALLOWED_MODELS),
    origins: list(env.ALLOWED_ORIGINS),
    audience: env.AUDIENCE?.trim() ?? '',
    maxSeconds: seconds(env, 'MAX_SECONDS', 3600, DAY),
    openSeconds: seconds(env, 'OPEN_SECONDS', 10, 60),
    closeSeconds: seconds(env, 'CLOSE_SECONDS', 5, 60),
    stallSeconds: seconds(env, 'STALL_SECONDS', 20, 600),
  };
}

function required(env: Env, name: 'PROVIDER_KEY' | 'RELAY_SECRET'): string {
  const value = env[name]?.trim();
  if (!value) {
    throw misconfigured(`${name} is not set; set it with "wrangler secret put ${name}"`);
  }
  return value;
}

function address(text: string): URL {
  let url: URL;
  try {
    url = new URL(text.replace(/^ws(s?):/, 'http$1:'));
  } catch {
    throw misconfigured('PROVIDER_URL is no address');
  }
  // the key travels with each request
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    throw misconfigured('PROVIDER_URL must be wss: or https:, or be on this machine');
  }
  return url;
}

function list(text: string | undefined): string[] {
  return (text ?? '').split(',').map((item) => item.trim()).filter((item) => item !== '');
}

function seconds(
  env: Env,
  name: 'MAX_SECONDS' | 'OPEN_SECONDS' | 'CLOSE_SECONDS' | 'STALL_SECONDS',
  otherwise: number,
  most: number,
): number {
  const text = env[name]?.trim();
  if (!text) {
    return otherwise;
  }
  const value = Number(text);
  if (!Number.isFinite(value) || value <= 0 || value > most) {
    throw misconfigured(`${name} must be a number of seconds, more than 0 and at most ${most}`);
  }
  return value;
}

function misconfigured(why: string): Refusal {
  console.error(`The relay cannot work: ${why}.`);
  return new Refusal(500, 'server_error', 'relay_misconfigured', 'The relay is not set up; its log says why.');
}
