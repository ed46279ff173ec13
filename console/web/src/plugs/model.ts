import type { Verb } from '../api/changes';
import type { Plug, PlugBundle, PlugChange, PlugKind, Swap } from '../api/types';
import type { Tone } from '../ui';
import type { Work } from './work';

/** The kinds in the order in which they are shown: along the way of a call. */
export const KINDS: readonly PlugKind[] = ['caller_leg', 'agent', 'transport', 'provider', 'tool', 'guardrail'];

/** One line of the list: a plug and its bundle, or a bundle that offers nothing. */
export interface Row {
  key: string;
  bundle: PlugBundle;
  plug: Plug | null;
}

export interface Group {
  /** Null holds the bundles that offer nothing now. */
  kind: PlugKind | null;
  rows: Row[];
}

export interface Filter {
  kind: PlugKind | 'all';
  text: string;
}

/** The plugs that a filter leaves, by kind. */
export function groups(bundles: readonly PlugBundle[], filter: Filter): Group[] {
  const wanted = filter.text.trim().toLowerCase();
  const rows = bundles.flatMap(rowsOf).filter((row) => matches(row, wanted));
  const found: Group[] = KINDS.filter((kind) => filter.kind === 'all' || filter.kind === kind).map((kind) => ({
    kind,
    rows: rows.filter((row) => row.plug?.kind === kind),
  }));
  const idle = rows.filter((row) => row.plug === null && (filter.kind === 'all' || row.bundle.refusals.some((refusal) => refusal.kind === filter.kind)));
  return [...found, { kind: null, rows: idle }].filter((group) => group.rows.length > 0);
}

function rowsOf(bundle: PlugBundle): Row[] {
  const key = `${bundle.bundle}:${bundle.version}`;
  return bundle.plugs.length === 0
    ? [{ key, bundle, plug: null }]
    : bundle.plugs.map((plug) => ({ key: `${key}:${plug.kind}:${plug.name}`, bundle, plug }));
}

function matches({ bundle, plug }: Row, wanted: string): boolean {
  return wanted === '' || [bundle.bundle, bundle.version, plug?.name ?? ''].some((text) => text.toLowerCase().includes(wanted));
}

const TONES: Record<string, Tone> = {
  active: 'good',
  draining: 'info',
  changing: 'info',
  stopped: 'bad',
  leaked: 'bad',
  revoked: 'warn',
  done: 'good',
  swapped: 'good',
  returned: 'good',
  removed: 'neutral',
  refused: 'bad',
  rolled_back: 'warn',
};

export function tone(state: string): Tone {
  return TONES[state] ?? 'neutral';
}

/** What the state of a plug is for who looks: its bundle's, where that is not plainly active. */
export function stateOf({ bundle, plug }: Row): string {
  return bundle.state === 'active' && plug !== null ? plug.state : bundle.state;
}

/** Whether a bundle is there, and not only kept to be put back. */
export function isHere(bundle: PlugBundle): boolean {
  return bundle.state !== 'removed';
}

/** Whether a change took out a bundle that is not there now and was not touched since: what Roll back puts in again. */
export function removed(change: PlugChange, changes: readonly PlugChange[], all: readonly PlugBundle[]): boolean {
  const newest = changes.find((each) => each.bundle === change.bundle && each.outcome !== 'refused');
  return newest === change && change.action === 'remove' && change.outcome === 'done' && !all.some((bundle) => isHere(bundle) && bundle.bundle === change.bundle);
}

/** The bundle that a removal keeps to be put back, as far as it is still listed. */
export function kept(change: PlugChange, all: readonly PlugBundle[]): PlugBundle {
  const listed = all.find((bundle) => !isHere(bundle) && bundle.bundle === change.bundle);
  return listed ?? { bundle: change.bundle, version: change.from ?? '', origin: 'installed', state: 'removed', plugs: [], refusals: [], previous: change.from };
}

/** What a change asks for a bundle by: with its version where there are two. */
export function nameOf(bundle: PlugBundle, all: readonly PlugBundle[]): string {
  const alone = all.filter((each) => each.bundle === bundle.bundle).length < 2;
  return alone ? bundle.bundle : `${bundle.bundle}:${bundle.version}`;
}

/** The bundle that a jar is a version of, as far as its file's name tells: `clock-1.2.0.jar`, `io.patchbay.tools.clock.jar`. */
export function bundleOf(file: string, all: readonly PlugBundle[]): PlugBundle | undefined {
  const stem = file
    .replace(/\.jar$/i, '')
    .replace(/[-_]\d.*$/, '')
    .toLowerCase();
  const here = all.filter(isHere);
  return here.find((each) => each.bundle.toLowerCase() === stem) ?? here.find((each) => each.bundle.toLowerCase().endsWith(`.${stem}`));
}

/** What a file is for at first: another version of what is there, or something new. */
export function verbFor(file: string, all: readonly PlugBundle[]): Verb {
  return bundleOf(file, all) === undefined ? 'install' : 'update';
}

/** The swaps under sessions that a change made: those since it began, from or to what it exchanged. */
export function swapsOf(work: Work, all: readonly Swap[], has: readonly PlugBundle[]): readonly Swap[] {
  const before = work.before;
  const end = before === undefined ? -1 : all.findIndex((swap) => swap.at === before.at && swap.session === before.session && swap.kind === before.kind);
  const since = end < 0 ? all : all.slice(0, end);
  const changed = new Set((work.done ?? []).map((one) => one.bundle));
  const plugs = new Set([...work.had, ...has].filter((bundle) => changed.has(bundle.bundle)).flatMap((bundle) => bundle.plugs.map((plug) => `${plug.kind} ${plug.name}`)));
  return since.filter((swap) => [swap.from, swap.to].some((plug) => plug !== null && plugs.has(`${swap.kind} ${plug.name}`)));
}

/** What swaps cost together: sound is in milliseconds. */
export interface Cost {
  sessions: number;
  failed: number;
  held: number;
  lost: number;
  silence: number;
}

/** The longest silence and hold of any session, and all that was lost. */
export function cost(swaps: readonly Swap[]): Cost {
  return {
    sessions: new Set(swaps.map((swap) => swap.session)).size,
    failed: swaps.filter((swap) => swap.outcome === 'rolled_back').length,
    held: Math.max(0, ...swaps.map((swap) => swap.held)),
    lost: swaps.reduce((sum, swap) => sum + swap.lost, 0),
    silence: Math.max(0, ...swaps.map((swap) => swap.silence)),
  };
}

/** The most silence that a swap may make, in milliseconds (docs/hot-swap.md). */
export const SILENCE_LIMIT = 300;

export function silenceTone(silence: number): Tone {
  return silence <= SILENCE_LIMIT ? 'good' : 'warn';
}

export function lostTone(lost: number): Tone {
  return lost === 0 ? 'good' : 'bad';
}
