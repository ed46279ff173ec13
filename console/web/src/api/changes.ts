import { t } from '../i18n';
import { ApiError, request } from './client';
import type { ChangeLine, ChangeWish, PlugChange } from './types';

export type Verb = 'install' | 'update' | 'remove' | 'rollback';
export type Step = Extract<ChangeLine, { step: string }>;

/** Makes a change to the plugs, telling each step; refused is an error whose message says why. */
export async function change(verb: Verb, what: ChangeWish | File, force: boolean, onStep: (step: Step) => void): Promise<PlugChange[]> {
  const upload = what instanceof File;
  const path = upload ? `v1/plugs/${verb}?${new URLSearchParams({ name: what.name, force: String(force) })}` : `v1/plugs/${verb}`;
  const response = await request('POST', path, upload ? what : { ...what, force });
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
