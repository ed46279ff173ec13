import type { Counters, Health, HealthCheck, HealthStatus } from '../api/types';
import type { Tone } from '../ui';

export type Verdict = 'well' | 'look' | 'ill';

const TONES: Record<string, Tone> = {
  ok: 'good',
  info: 'neutral',
  debug: 'neutral',
  warn: 'warn',
  temporarily_unavailable: 'info',
  critical: 'bad',
  health_check_error: 'bad',
};

export function tone(status: HealthStatus | 'info' | 'debug'): Tone {
  return TONES[status] ?? 'neutral';
}

export const VERDICT_TONES: Record<Verdict, Tone> = { well: 'good', look: 'warn', ill: 'bad' };

/** How all is, in one word: what is worst decides. */
export function verdict(health: Health): Verdict {
  const tones = (health.checks ?? []).map((check) => tone(check.status));
  if (tones.includes('bad')) {
    return 'ill';
  }
  return tones.includes('warn') || health.status !== 'up' || health.leaked.length > 0 ? 'look' : 'well';
}

const ORDER: readonly Tone[] = ['bad', 'warn', 'info', 'neutral', 'good'];

/** The checks, those that found something first. */
export function sorted(checks: readonly HealthCheck[]): HealthCheck[] {
  return checks.toSorted((a, b) => ORDER.indexOf(tone(a.status)) - ORDER.indexOf(tone(b.status)) || a.name.localeCompare(b.name));
}

/** How late the slowest loop ran a task lately, in milliseconds; null when nobody measures. */
export function delay(health: Health): number | null {
  const loops = health.loops ?? [];
  return loops.length === 0 ? null : Math.max(...loops.map((loop) => loop.worst));
}

/** A delay that a caller would hear as a gap in speech: a frame is 20 ms, and a jitter buffer holds a few. */
export function delayTone(millis: number): Tone {
  return millis >= 200 ? 'bad' : millis >= 40 ? 'warn' : 'neutral';
}

/** What a line's state means. */
export function lineTone(state: string): Tone {
  return state === 'healthy' ? 'good' : state === 'probing' ? 'info' : 'warn';
}

/** What was lost or went wrong in sessions; all else that is counted is quietly dealt with. */
export const HARM: readonly (keyof Counters)[] = ['callerBytesDropped', 'lateFrames', 'listenerDrops', 'listenerFailures', 'callsNotRun', 'staleResults', 'absorbedErrors'];

/** How much did not reach whom it was for: sound, events. */
export function drops(counters: Counters): number {
  return counters.listenerDrops + counters.lateFrames + (counters.callerBytesDropped > 0 ? 1 : 0);
}
