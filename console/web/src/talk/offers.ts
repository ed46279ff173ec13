import { batch, effect, signal } from '@preact/signals';
import { get, post, sentence } from '../api/client';
import { Gathered } from '../api/gathered';
import type { PlugBundle, TalkOffers, TalkPlan } from '../api/types';
import { bundles } from '../app/store';

/** What is chosen on the page. */
export interface Choice {
  agent: string | null;
  line: string | null;
  transport: string | null;
  record: boolean;
}

export const offers = signal<TalkOffers | null>(null);
export const choice = signal<Choice>({ agent: null, line: null, transport: null, record: false });
/** What becomes of the choice, or why that cannot be told. */
export const plan = signal<TalkPlan | null>(null);
export const unknown = signal<string | null>(null);

/** A start or an update changes plugs many times within a moment. */
const asking = new Gathered(load);
let planned = 0;

/** Keeps the offers as the plugs are, as long as somebody looks; returns what ends that. */
export function followOffers(): () => void {
  let before: string | null | undefined;
  const ends = [
    effect(() => {
      // asked once, and again whenever a plug comes or goes: that the plugs become known at all changes nothing
      const now = pluggedIn(bundles.value);
      if (before === undefined) {
        asking.askNow();
      } else if (now !== before && (before !== null || unknown.peek() !== null)) {
        asking.ask();
      }
      before = now;
    }),
    () => asking.stop(),
    effect(() => {
      const { agent, line, transport } = choice.value;
      if (offers.value !== null) {
        void ask({ agent, line, transport });
      }
    }),
  ];
  return () => ends.forEach((end) => end());
}

/** What there is, whoever uses it. */
function pluggedIn(all: readonly PlugBundle[] | null): string | null {
  return all && JSON.stringify(all.map(({ bundle, version, state, plugs }) => [bundle, version, state, plugs.map(({ users, ...plug }) => plug)]));
}

async function load(): Promise<void> {
  try {
    const found = await get<TalkOffers>('v1/talk');
    batch(() => {
      choice.value = fitting(choice.peek(), found);
      offers.value = found;
      unknown.value = null;
    });
  } catch (error) {
    unknown.value = sentence(error);
  }
}

async function ask(wish: Omit<Choice, 'record'>): Promise<void> {
  const mine = ++planned;
  try {
    const found = await post<TalkPlan>('v1/talk/plan', wish);
    if (mine === planned) {
      plan.value = found;
    }
  } catch (error) {
    if (mine === planned) {
      plan.value = { rows: [], problem: sentence(error) };
    }
  }
}

/** What was chosen, as far as it is still offered; the rest as the server would choose. */
export function fitting(before: Choice, found: TalkOffers): Choice {
  const kept = <T extends string>(wanted: T | null, all: readonly string[], first: string | null): string | null =>
    wanted !== null && all.includes(wanted) ? wanted : (first ?? all[0] ?? null);
  return {
    ...before,
    agent: kept(
      before.agent,
      found.agents.map((each) => each.name),
      found.chosen.agent,
    ),
    line: kept(
      before.line,
      found.lines.filter((each) => each.unavailable === null).map((each) => each.id),
      found.chosen.line,
    ),
    transport: kept(
      before.transport,
      found.transports.filter((each) => each.unavailable === null).map((each) => each.name),
      found.chosen.transport,
    ),
  };
}
