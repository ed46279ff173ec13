import type { JournalLine, ToolTime, Turn } from '../../api/types';
import { type Fields, fields, hiddenLength, list, number, text, word } from './fields';
import { item } from './items';

const MOST = 5000;

/** A turn with what is needed to tell when it ends. */
interface Open extends Turn {
  answering: number;
  sounding: boolean;
  answered: boolean;
  amount: number;
  currency: string;
  items: Map<string, string>;
}

/**
 * The turns of a session, from the caller's first word, or a typed one, to the end of the answer: made from a journal, as
 * the server makes those of a live session.
 */
export class Turns {
  readonly all: Turn[] = [];
  private current: Open | null = null;
  /** When the caller began to speak, who is not understood yet. */
  private speaking: number | null = null;
  private readonly ofItem = new Map<string, Open>();
  private readonly ofCall = new Map<string, ToolTime>();
  private readonly ofResponse = new Map<string, Open>();

  apply(line: JournalLine): void {
    if (line.kind === 'session') {
      this.session(line.t, line.event);
    }
  }

  private session(t: number, event: Fields): void {
    switch (text(event, 'type')) {
      case 'speech_started':
        this.speaking ??= t;
        return;
      case 'history_added':
        return this.added(t, fields(event, 'item'));
      case 'history_updated':
        return this.updated(fields(event, 'item'));
      case 'transcript_done':
        return this.said(text(event, 'itemId'), word(event, 'role') === 'user', text(event, 'transcript'));
      case 'agent_started':
        return this.answering(t, text(event, 'agent'), text(event, 'responseId'));
      case 'response_ended':
        return this.answered(t, fields(event, 'response'));
      case 'playback_started':
        if (this.current !== null) {
          this.current.sounding = true;
        }
        return;
      case 'playback_ended':
        if (this.current !== null) {
          this.current.sounding = false;
          this.settle(t);
        }
        return;
      case 'audio_interrupted':
        return this.interrupted(t, event);
      case 'tool_started':
        return this.tool(text(event, 'tool'), text(event, 'callId'));
      case 'tool_ended':
        return this.toolEnded(event);
      case 'measured':
        return this.measured(event);
      case 'usage_updated':
        return this.used(event);
      case 'guardrail_tripped':
        if (this.current !== null) {
          this.current.guardrail ??= text(event, 'guardrail');
        }
        return;
      case 'state_changed':
        if (word(event, 'state') === 'closed' && this.current !== null) {
          this.end(this.current, t);
        }
        return;
      default:
        return;
    }
  }

  private added(t: number, from: Fields | undefined): void {
    const entry = item(from);
    if (entry.kind !== 'message' || entry.id === '') {
      return;
    }
    if (entry.role === 'user') {
      const began = entry.typed ? t : (this.speaking ?? t);
      this.speaking = null;
      const turn = this.current === null || this.current.answered || this.current.answering > 0 ? this.begin(began) : this.current;
      this.ofItem.set(entry.id, turn);
      this.said(entry.id, true, entry.text);
    } else if (entry.role === 'assistant') {
      const turn = this.current ?? this.begin(t);
      this.ofItem.set(entry.id, turn);
      this.said(entry.id, false, entry.text);
    }
  }

  private updated(from: Fields | undefined): void {
    const entry = item(from);
    if (entry.kind === 'message') {
      this.said(entry.id, entry.role === 'user', entry.text);
      const turn = this.ofItem.get(entry.id);
      if (turn !== undefined && entry.heard !== null) {
        turn.heard = entry.heard.text;
      }
    }
  }

  /** As they are now. */
  snapshot(): Turn[] {
    return this.all.map((turn) => ({ ...turn, tools: turn.tools.map((tool) => ({ ...tool })) }));
  }

  /** All words of an item are known; a turn has those of all its items. */
  private said(id: string, user: boolean, words: string): void {
    const turn = this.ofItem.get(id);
    if (turn === undefined || words === '' || hiddenLength(words) !== null) {
      return;
    }
    turn.items.set(`${user ? 'u' : 'a'}${id}`, words);
    const side = [...turn.items].filter(([key]) => key.startsWith(user ? 'u' : 'a')).map(([, each]) => each);
    turn[user ? 'user' : 'assistant'] = side.join(' ');
  }

  private answering(t: number, agent: string, responseId: string): void {
    const turn = this.current === null || this.current.endedAt !== null ? this.begin(t) : this.current;
    turn.agent = agent || turn.agent;
    turn.answering++;
    this.ofResponse.set(responseId, turn);
  }

  private answered(t: number, response: Fields | undefined): void {
    const turn = this.ofResponse.get(text(response, 'id'));
    if (turn === undefined) {
      return;
    }
    turn.answering = Math.max(0, turn.answering - 1);
    turn.answered ||= list(response, 'output').some((each) => item(each as Fields).kind === 'message') || word(response, 'status') !== 'completed';
    if (turn === this.current) {
      this.settle(t);
    } else {
      this.end(turn, t);
    }
  }

  /** The turn is over when its answer is generated and played, and no tool is at work for it. */
  private settle(t: number): void {
    const turn = this.current;
    const working = turn?.tools.some((tool) => tool.outcome === null);
    if (turn !== null && turn.answered && turn.answering === 0 && !turn.sounding && !working) {
      this.end(turn, t);
    }
  }

  private end(turn: Open, t: number): void {
    turn.endedAt ??= t;
  }

  private interrupted(t: number, event: Fields): void {
    const heard = fields(event, 'heard');
    const turn = this.ofItem.get(text(heard, 'itemId')) ?? this.current;
    if (turn !== undefined && turn !== null) {
      turn.interrupted = word(event, 'cause');
      turn.sounding = false;
      turn.answered = true;
      this.end(turn, t);
    }
  }

  private tool(name: string, callId: string): void {
    const time: ToolTime = { name, callId, outcome: null, took: null };
    this.ofCall.set(callId, time);
    this.current?.tools.push(time);
  }

  private toolEnded(event: Fields): void {
    const time = this.ofCall.get(text(event, 'callId'));
    if (time !== undefined) {
      time.outcome = word(event, 'outcome');
      time.took = number(event, 'took');
      this.ofCall.delete(time.callId);
    }
  }

  private measured(event: Fields): void {
    const subject = text(event, 'subject');
    const turn = this.ofItem.get(subject) ?? this.ofResponse.get(subject) ?? this.current;
    const value = number(event, 'value');
    if (turn === null) {
      return;
    }
    switch (word(event, 'measure')) {
      case 'response_latency':
        turn.responseLatency ??= value;
        return;
      case 'time_to_first_audio':
        turn.timeToFirstAudio ??= value;
        return;
      case 'barge_in_latency':
        turn.bargeIn ??= value;
        return;
      default:
        return;
    }
  }

  private used(event: Fields): void {
    const turn = this.ofResponse.get(text(event, 'responseId')) ?? this.current;
    if (turn === null) {
      return;
    }
    const added = fields(event, 'added');
    turn.tokens += (number(fields(added, 'input'), 'total') ?? 0) + (number(fields(added, 'output'), 'total') ?? 0);
    const cost = fields(event, 'cost');
    if (cost !== undefined) {
      turn.amount += number(cost, 'amount') ?? 0;
      turn.currency = text(cost, 'currency');
      turn.cost = money(turn.amount, turn.currency);
    }
  }

  private begin(t: number): Open {
    if (this.current !== null) {
      this.end(this.current, t);
    }
    const turn: Open = {
      number: (this.all.at(-1)?.number ?? 0) + 1,
      agent: null,
      startedAt: t,
      endedAt: null,
      user: null,
      assistant: null,
      heard: null,
      responseLatency: null,
      timeToFirstAudio: null,
      bargeIn: null,
      interrupted: null,
      tools: [],
      guardrail: null,
      tokens: 0,
      cost: null,
      answering: 0,
      sounding: false,
      answered: false,
      amount: 0,
      currency: '',
      items: new Map(),
    };
    this.all.push(turn);
    if (this.all.length > MOST) {
      this.all.shift();
    }
    this.current = turn;
    return turn;
  }
}

/** An amount as the API writes it. */
export function money(amount: number, currency: string): string {
  return `${amount.toFixed(6).replace(/0{1,4}$/, '')} ${currency}`;
}
