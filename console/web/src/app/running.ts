import type { Step } from '../api/changes';
import type { Running } from './store';

const MOST = 500;

/** A list with one more at its head, of bounded length. */
export function newest<T>(one: T, list: readonly T[]): readonly T[] {
  return [one, ...list].slice(0, MOST);
}

/** With one step more: it takes the place of the step of the same version. */
export function begun(all: ReadonlyMap<string, Running>, step: Step, at: number): ReadonlyMap<string, Running> {
  const known = all.get(step.bundle);
  const others = known?.steps.filter((each) => each.version !== step.version) ?? [];
  return new Map(all).set(step.bundle, { since: known?.since ?? at, steps: [...others, step] });
}

/** Without the change that has ended. */
export function ended(all: ReadonlyMap<string, Running>, bundle: string): ReadonlyMap<string, Running> {
  const rest = new Map(all);
  rest.delete(bundle);
  return rest;
}
