import { type Fields, fields, number, text } from './fields';

/** What a person can do about a line that failed; messages of that name say it. */
export type Remedy = 'key' | 'rights' | 'quota' | 'busy' | 'model' | 'network' | 'protocol' | 'account' | 'provider';

/** By what providers call it. */
const CALLED: Record<string, Remedy> = {
  invalid_api_key: 'key',
  authentication_error: 'key',
  permission_denied: 'rights',
  insufficient_quota: 'quota',
  rate_limit_exceeded: 'busy',
  model_not_found: 'model',
  server_error: 'provider',
};

/** By HTTP status. */
const STATUS: Record<number, Remedy> = { 401: 'key', 402: 'quota', 403: 'rights', 429: 'busy' };

const CAUSE: Record<string, Remedy> = { LOST: 'network', PROTOCOL: 'protocol', FATAL: 'account', REMOTE: 'provider' };

/** What to do about a CloseReason, or null where nothing went wrong. */
export function remedy(reason: Fields | undefined): Remedy | null {
  const cause = CAUSE[text(reason, 'cause')];
  if (cause === undefined) {
    return null;
  }
  const error = fields(reason, 'error');
  return CALLED[text(error, 'code')] ?? CALLED[text(error, 'type')] ?? STATUS[number(reason, 'code') ?? 0] ?? cause;
}
