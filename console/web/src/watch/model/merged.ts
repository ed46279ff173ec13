import type { Turn } from '../../api/types';

/** As many as the server keeps. */
const MOST = 200;

/** Turns with those that are new, or other than they were, oldest first. */
export function merged(known: readonly Turn[], changed: readonly Turn[]): Turn[] {
  const all = new Map([...known, ...changed].map((turn) => [turn.number, turn]));
  return [...all.values()].sort((one, other) => one.number - other.number).slice(-MOST);
}
