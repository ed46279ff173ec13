import type { Turn } from '../../api/types';

/** What a conversation was like, in a line. */
export interface Summary {
  turns: number;
  interruptions: number;
  tools: number;
  tokens: number;
  /** The one in the middle of the turns that have one, in milliseconds. */
  responseLatency: number | null;
  timeToFirstAudio: number | null;
}

export function summary(turns: readonly Turn[]): Summary {
  return {
    turns: turns.length,
    interruptions: turns.filter((turn) => turn.interrupted !== null).length,
    tools: turns.reduce((sum, turn) => sum + turn.tools.length, 0),
    tokens: turns.reduce((sum, turn) => sum + turn.tokens, 0),
    responseLatency: median(turns.map((turn) => turn.responseLatency)),
    timeToFirstAudio: median(turns.map((turn) => turn.timeToFirstAudio)),
  };
}

function median(values: (number | null)[]): number | null {
  const known = values.filter((value) => value !== null).toSorted((a, b) => a - b);
  return known[Math.floor((known.length - 1) / 2)] ?? null;
}
