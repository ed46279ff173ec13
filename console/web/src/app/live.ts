import { get } from '../api/client';
import { follow, type Subscription } from '../api/stream';
import type { Step } from '../api/changes';
import type { Health, Me, PlugChange, Plugs, SessionInfo, Sessions, Swap, Swaps } from '../api/types';
import { remember } from '../health/history';
import { begun, ended, newest } from './running';
import { bundles, changes, connection, health, me, now, progress, sessions, swaps } from './store';

interface Events {
  sessions: Sessions;
  session: SessionInfo;
  plugs: Plugs;
  swap: Swap;
  change: PlugChange;
  progress: Step;
  health: Health;
}

const MOST_SESSIONS = 2000;

/** Keeps the store as the process is, from now on. */
export function goLive(): Subscription {
  setInterval(() => {
    now.value = Date.now();
  }, 1000);
  return follow<Events>(
    'v1/stream',
    {
      sessions: (all) => {
        sessions.value = new Map(all.sessions.map((each) => [each.id, each]));
      },
      session: (one) => {
        const next = new Map(sessions.value);
        next.set(one.id, one);
        sessions.value = bounded(next);
      },
      plugs: (all) => {
        bundles.value = all.bundles;
      },
      swap: (one) => {
        swaps.value = newest(one, swaps.value);
      },
      change: (one) => {
        changes.value = newest(one, changes.value);
        progress.value = ended(progress.value, one.bundle);
      },
      progress: (step) => {
        progress.value = begun(progress.value, step, Date.now());
      },
      health: (one) => {
        health.value = one;
        remember(one);
      },
    },
    (state) => {
      connection.value = state;
      if (state === 'open') {
        void load();
      }
    },
  );
}

/** What the stream tells only when it changes. */
async function load(): Promise<void> {
  progress.value = new Map();
  const [who, plugs, history, state] = await Promise.allSettled([get<Me>('v1/me'), get<Plugs>('v1/plugs'), get<Swaps>('v1/swaps'), get<Health>('v1/health')]);
  if (who.status === 'fulfilled') {
    me.value = who.value;
  }
  if (plugs.status === 'fulfilled') {
    bundles.value = plugs.value.bundles;
  }
  if (history.status === 'fulfilled') {
    swaps.value = history.value.swaps.toSorted(later);
    changes.value = history.value.changes.toSorted(later);
  }
  if (state.status === 'fulfilled') {
    health.value = state.value;
    remember(state.value);
  }
}

function later(a: { at: string }, b: { at: string }): number {
  return b.at.localeCompare(a.at);
}

/** Sessions that ended first go first. */
function bounded(all: Map<string, SessionInfo>): Map<string, SessionInfo> {
  for (const [id, session] of all) {
    if (all.size <= MOST_SESSIONS) {
      break;
    }
    if (!session.live) {
      all.delete(id);
    }
  }
  return all;
}
