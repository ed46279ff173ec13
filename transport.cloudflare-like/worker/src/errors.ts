/** The object that the provider puts into its errors, over HTTP and in events alike. */
export interface ErrorObject {
  type: string;
  code: string;
  message: string;
  param: string | null;
}

/** A call that is not opened: an HTTP answer in the provider's shape. The message holds no secret. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    readonly code: string,
    message: string,
    readonly headers: Record<string, string> = {},
    readonly param: string | null = null,
  ) {
    super(message);
  }

  response(): Response {
    const error: ErrorObject = { type: this.type, code: this.code, message: this.message, param: this.param };
    return jsonResponse(this.status, JSON.stringify({ error }), this.headers);
  }
}

/** A body that is JSON already, and that nobody keeps. */
export function jsonResponse(status: number, body: string, headers: Record<string, string>): Response {
  return new Response(body, {
    status,
    headers: { ...headers, 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  });
}

/** The same inside an open call: the provider's `error` event. */
export function errorEvent(type: string, code: string, message: string): string {
  return JSON.stringify({
    type: 'error',
    event_id: `event_relay_${crypto.randomUUID().replaceAll('-', '')}`,
    error: { type, code, message, param: null, event_id: null },
  });
}
