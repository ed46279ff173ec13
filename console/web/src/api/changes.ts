import { t } from '../i18n';
import { ApiError, request } from './client';
import type { ChangeLine, ChangeWish, PlugChange } from './types';

/** How a change is made: drain is how long users of the old version may go on, in seconds; null leaves it to Patchbay. */
export interface Manner {
  force: boolean;
  drain: number | null;
}

export type Verb = 'install' | 'update' | 'remove' | 'rollback';
export type Step = Extract<ChangeLine, { step: string }>;

/** Makes a change to the plugs, telling each step; refused is an error whose message says why. */
export async function change(verb: Verb, what: ChangeWish | File, { force, drain }: Manner, onStep: (step: Step) => void): Promise<PlugChange[]> {
  const options = { ...(force && { force }), ...(drain !== null && { drain }) };
  const response =
    what instanceof File
      ? await request('POST', `v1/plugs/${verb}?${new URLSearchParams({ name: what.name, ...texts(options) })}`, what)
      : await request('POST', `v1/plugs/${verb}`, { ...what, ...options });
  if (response.body === null) {
    return [];
  }
  for await (const line of lines(response.body)) {
    const part = JSON.parse(line) as ChangeLine;
    if ('step' in part) {
      onStep(part);
    } else if ('error' in part) {
      throw new ApiError(response.status, part.error);
    } else {
      return part.done;
    }
  }
  throw new ApiError(0, t('error.brokenOff'));
}

/** The lines of a body as they come. */
export async function* lines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    rest += done ? decoder.decode() : decoder.decode(value, { stream: true });
    const parts = rest.split('\n');
    rest = done ? '' : (parts.pop() ?? '');
    for (const part of parts) {
      if (part.trim() !== '') {
        yield part;
      }
    }
    if (done) {
      return;
    }
  }
}

function texts(values: object): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
