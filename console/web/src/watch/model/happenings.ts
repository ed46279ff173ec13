import type { Note } from './entries';
import { type Fields, fields, list, number, text, word } from './fields';
import { remedy } from './remedy';

/** What a note says. */
export type Told = Pick<Note, 'what' | 'tone' | 'values' | 'details'>;

/** What is told of an event as a quiet line, or null of one that is shown otherwise, or not at all. */
export function happening(event: Fields): Told | null {
  const reason = fields(event, 'reason') ?? fields(event, 'cause');
  const why = text(reason, 'text');
  switch (text(event, 'type')) {
    case 'connected':
      return note('connected', 'quiet', way(fields(event, 'line')));
    case 'state_changed':
      return state(word(event, 'state'), reason);
    case 'disconnected':
      return note('disconnected', 'warn', { why });
    case 'reconnecting':
      return note('reconnecting', 'warn', { attempt: number(event, 'attempt') ?? 1, why });
    case 'reconnected':
      return note('moved', 'good', { ...way(fields(event, 'line')), restored: word(event, 'restored') }, strings(event, 'lost'));
    case 'line_expiring':
      return note('expiring', 'quiet', { time: number(event, 'timeLeft') ?? 0 });
    case 'agent_handoff': {
      const from = text(event, 'from');
      return note(from === '' ? 'agent' : 'handoff', 'good', { from, to: text(event, 'to') });
    }
    case 'guardrail_tripped':
      return note('guardrail', 'warn', { guardrail: text(event, 'guardrail'), info: text(event, 'info') });
    case 'swapped':
      return swapped(fields(event, 'swap'));
    case 'leg_up':
      return note('legUp', 'quiet', { leg: text(event, 'kind') });
    case 'leg_down':
      return note('legDown', 'quiet', { leg: text(event, 'kind'), why });
    case 'history_forgotten':
      return note('forgotten', 'quiet', { count: list(event, 'itemIds').length });
    case 'idle_prompted':
      return note('idle', 'quiet', { number: number(event, 'number') ?? 1, of: number(event, 'of') ?? 1 });
    case 'call_ending':
      return note('ending', 'quiet', { cause: word(event, 'cause'), time: number(event, 'timeLeft') ?? 0 });
    case 'call_held':
    case 'hold_changed':
      return note(event['on'] === true ? 'held' : 'resumed', 'quiet', {});
    case 'dtmf_received':
      return note('key', 'quiet', { key: text(event, 'key') });
    case 'digits_collected':
      return note('digits', 'quiet', { count: number(event, 'count') ?? 0 });
    case 'transfer_started':
      return note('transfer', 'quiet', { target: text(event, 'target') });
    case 'transfer_ended':
      return note('transferred', 'quiet', { target: text(event, 'target') });
    case 'warning':
      return note('warning', 'warn', { message: text(event, 'message'), code: text(event, 'code') });
    case 'error':
      return note('error', 'bad', { message: text(event, 'message'), source: word(event, 'source') });
    default:
      return null;
  }
}

function note(what: Told['what'], tone: Told['tone'], values: Told['values'], details: string[] = []): Told {
  return { what, tone, values, details };
}

function state(to: string, reason: Fields | undefined): Told | null {
  const why = text(reason, 'text');
  const todo = remedy(reason);
  switch (to) {
    case 'new':
      // a first line that did not come about
      return todo === null ? null : note('unanswered', 'bad', { why, remedy: todo });
    case 'parked':
      return note('parked', 'warn', {}, todo === null ? [] : [why]);
    case 'closed':
      // whoever is at the far end may end it in order
      return todo === null || text(reason, 'cause') === 'REMOTE' ? note('closed', 'quiet', { why }) : note('failed', 'bad', { why, remedy: todo });
    default:
      return null;
  }
}

function swapped(swap: Fields | undefined): Told {
  const outcome = word(swap, 'outcome');
  const what = ({ rolled_back: 'rolledBack', removed: 'removed', returned: 'returned' } as const)[outcome] ?? 'swapped';
  const values = {
    plug: word(swap, 'kind'),
    name: text(fields(swap, 'to') ?? fields(swap, 'from'), 'name'),
    from: named(fields(swap, 'from')),
    to: named(fields(swap, 'to')),
    took: number(swap, 'took') ?? 0,
    held: number(swap, 'audioHeld') ?? 0,
    lost: number(swap, 'audioLost') ?? 0,
    silence: number(swap, 'silence') ?? 0,
    restored: word(swap, 'restored'),
  };
  const detail = text(swap, 'detail');
  return note(what, what === 'swapped' || what === 'returned' ? 'good' : 'warn', values, detail === '' ? [] : [detail]);
}

/** A plug with its version. */
function named(plug: Fields | undefined): string {
  return `${text(plug, 'name')} ${text(plug, 'version')}`.trim();
}

function strings(from: Fields, name: string): string[] {
  return list(from, name).filter((each): each is string => typeof each === 'string');
}

/** Which way a line goes, as a sentence names it. */
function way(line: Fields | undefined): { transport: string; provider: string } {
  return { transport: text(line, 'transport'), provider: text(line, 'profile') || text(line, 'provider') };
}
