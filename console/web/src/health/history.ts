import { signal } from '@preact/signals';
import type { Health } from '../api/types';

/** What the charts show of one moment: seconds since 1970, milliseconds of delay, bytes. */
export interface Sample {
  at: number;
  delay: number | null;
  worst: number | null;
  heap: number | null;
}

export const KEPT_S = 300;
const MOST = 600;
/** Where nothing came for so long, the line breaks. */
const GAP_S = 10;

/** The last five minutes, oldest first. They are kept in the page alone. */
export const history = signal<readonly Sample[]>([]);

export function remember(health: Health): void {
  history.value = appended(history.value, sample(health));
}

export function sample(health: Health): Sample {
  const loops = health.loops ?? [];
  return {
    at: new Date(health.at).getTime() / 1000,
    delay: loops.length === 0 ? null : Math.max(...loops.map((loop) => loop.delay)),
    worst: loops.length === 0 ? null : Math.max(...loops.map((loop) => loop.worst)),
    heap: health.process?.heapUsed ?? null,
  };
}

/** With one more, without what is too old; a moment that is known already is taken once. */
export function appended(samples: readonly Sample[], one: Sample): readonly Sample[] {
  const last = samples.at(-1);
  if (last !== undefined && one.at <= last.at) {
    return samples;
  }
  const gap = last !== undefined && one.at - last.at > GAP_S ? [{ at: last.at + 1, delay: null, worst: null, heap: null }] : [];
  return [...samples, ...gap, one].filter((each) => each.at > one.at - KEPT_S).slice(-MOST);
}
