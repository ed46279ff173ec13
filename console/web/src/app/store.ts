import { computed, signal } from '@preact/signals';
import type { Step } from '../api/changes';
import type { Connection } from '../api/stream';
import type { Health, Me, Permission, Plug, PlugBundle, PlugChange, SessionInfo, Swap } from '../api/types';

/** What the page knows of the process, kept up to date by the stream (live.ts). Null is: not known yet. */
export const me = signal<Me | null>(null);
export const connection = signal<Connection>('connecting');
export const sessions = signal<ReadonlyMap<string, SessionInfo>>(new Map());
export const bundles = signal<readonly PlugBundle[] | null>(null);
/** Newest first. */
export const swaps = signal<readonly Swap[]>([]);
export const changes = signal<readonly PlugChange[]>([]);
/** The steps of changes that somebody makes, by bundle; gone with the change that ends them. */
export const progress = signal<ReadonlyMap<string, Running>>(new Map());
export const health = signal<Health | null>(null);
/** The time, each second, for what is said of how long ago something was. */
export const now = signal(Date.now());

/** A change under way: the newest step of each version of the bundle, and when the first one was seen. */
export interface Running {
  since: number;
  steps: readonly Step[];
}

const RANKS: Record<Permission, number> = { observe: 0, content: 1, control: 2 };

/** Whether who looks may do something. */
export function may(permission: Permission): boolean {
  const granted = me.value?.permission;
  return granted !== undefined && RANKS[granted] >= RANKS[permission];
}

export const live = computed(() => [...sessions.value.values()].filter((session) => session.live));

/** Whether sessions use it by way of their agent. */
export function isPart({ kind }: Pick<Plug, 'kind'>): boolean {
  return kind === 'agent' || kind === 'tool' || kind === 'guardrail';
}

/** How many sessions use a plug of a version: those that hold it, or whose agents may any time. */
export function usersOf(plug: Pick<Plug, 'kind' | 'name' | 'users'>, version: string): number {
  return isPart(plug) ? Math.max(plug.users, using(plug, version).length) : plug.users;
}

/** The live sessions that can be using a plug of a version, as far as a session tells what it uses. */
export function using(plug: Pick<Plug, 'kind' | 'name'>, version: string): SessionInfo[] {
  return live.value.filter((session) => {
    switch (plug.kind) {
      case 'transport':
        return session.transport === plug.name;
      case 'provider':
        return session.provider === plug.name;
      case 'caller_leg':
        return session.leg === plug.name;
      case 'agent':
      case 'tool':
      case 'guardrail':
        return session.uses?.some((use) => use.kind === plug.kind && use.name === plug.name && use.version === version) === true;
    }
  });
}
