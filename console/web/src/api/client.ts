import { t } from '../i18n';

/** What the server refused, or that it could not be reached (status 0): the message is a sentence for people. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

/** The API's address, wherever the page is served. */
export function address(path: string): string {
  return new URL(`api/${path}`, document.baseURI).href;
}

/** Asks for JSON. */
export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await request('GET', path, undefined, signal)).json() as Promise<T>;
}

/** Asks for a change; what it answers is JSON. */
export async function post<T = unknown>(path: string, body: object = {}): Promise<T> {
  return (await request('POST', path, body)).json() as Promise<T>;
}

export async function remove(path: string): Promise<void> {
  await request('DELETE', path);
}

/** The one sentence to show for whatever went wrong. */
export function sentence(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A request that the server takes from this page alone; answers that are errors are thrown. */
export async function request(method: string, path: string, body?: object, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', 'x-patchbay': '1' };
  if (body instanceof Blob) {
    headers['content-type'] = 'application/java-archive';
  } else if (body !== undefined) {
    headers['content-type'] = 'application/json';
  }
  const content = body === undefined ? null : body instanceof Blob ? body : JSON.stringify(body);
  let response: Response;
  try {
    response = await fetch(address(path), { method, headers, body: content, credentials: 'same-origin', cache: 'no-store', signal: signal ?? null });
  } catch (error) {
    if (signal?.aborted) {
      throw error;
    }
    throw new ApiError(0, t('error.unreachable'));
  }
  if (!response.ok) {
    throw new ApiError(response.status, await reason(response));
  }
  return response;
}

async function reason(response: Response): Promise<string> {
  try {
    const answer: unknown = await response.json();
    if (typeof answer === 'object' && answer !== null && 'error' in answer && typeof answer.error === 'string') {
      return answer.error;
    }
  } catch {
    // no JSON: the status has to do
  }
  switch (response.status) {
    case 401:
      return t('error.signedOut');
    case 403:
      return t('error.notAllowed');
    case 404:
      return t('error.gone');
    case 413:
      return t('error.tooLarge');
    default:
      return t('error.status', { status: response.status });
  }
}
