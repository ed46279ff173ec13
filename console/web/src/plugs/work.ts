import { signal } from '@preact/signals';
import { sentence } from '../api/client';
import { change, type Manner, type Step, type Verb } from '../api/changes';
import type { ChangeWish, PlugBundle, PlugChange, Swap } from '../api/types';
import { route } from '../app/route';
import { begun } from '../app/running';
import { bundles, swaps } from '../app/store';
import { t, term } from '../i18n';
import { announce, toast } from '../ui';

/** A change that was asked for on this page, and what became of it. */
export interface Work {
  id: number;
  verb: Verb;
  /** What was named: a file or a bundle. */
  name: string;
  since: number;
  /** How long users of the old version may go on, in seconds; null leaves callers until they hang up. */
  drain: number | null;
  steps: readonly Step[];
  /** How many sessions used the old version at most. */
  most: number;
  /** What was known of swaps before, and of plugs. */
  before: Swap | undefined;
  had: readonly PlugBundle[];
  done: readonly PlugChange[] | null;
  error: string | null;
}

const MOST = 5;

/** Newest first. */
export const works = signal<readonly Work[]>([]);
let last = 0;

/** Begins a change; the list tells how it goes. */
export async function begin(verb: Verb, what: ChangeWish | File, manner: Manner): Promise<void> {
  const name = what instanceof File ? what.name : (what.bundle ?? what.source ?? '');
  const work: Work = { id: ++last, verb, name, since: Date.now(), drain: manner.drain, steps: [], most: 0, before: swaps.peek()[0], had: bundles.peek() ?? [], done: null, error: null };
  works.value = [work, ...works.value].slice(0, MOST);
  try {
    const done = await change(verb, what, manner, (step) => mend(work.id, (one) => stepped(one, step)));
    mend(work.id, (one) => ({ ...one, done }));
    // the list on the Plugs tab shows it
    const tell = route.peek().tab === 'plugs' ? announce : toast;
    tell(t(`plugs.did_${verb}`, { name }));
  } catch (error) {
    mend(work.id, (one) => ({ ...one, error: sentence(error) }));
    if (route.peek().tab !== 'plugs') {
      toast(`${t(`plugs.failed_${verb}`, { name })}: ${sentence(error)}`, 'bad');
    }
  }
}

export function dismiss(id: number): void {
  works.value = works.value.filter((work) => work.id !== id);
}

export function running(work: Work): boolean {
  return work.done === null && work.error === null;
}

function stepped(work: Work, step: Step): Work {
  const steps = begun(new Map([[step.bundle, { since: work.since, steps: work.steps }]]), step, work.since).get(step.bundle)?.steps ?? [];
  announce(`${step.version}: ${term('step', step.step)}`);
  return { ...work, steps, most: Math.max(work.most, step.users) };
}

function mend(id: number, how: (work: Work) => Work): void {
  works.value = works.value.map((work) => (work.id === id ? how(work) : work));
}
