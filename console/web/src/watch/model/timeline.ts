import type { JournalLine, Levels } from '../../api/types';
import { type Fields, fields, number, text, word } from './fields';
import { happening } from './happenings';

/** A stretch of time in which something was going on; `end` is null as long as it is. Seconds since the session was opened. */
export interface Span {
  start: number;
  end: number | null;
  kind: 'speech' | 'answer' | 'tool' | 'approval' | 'reconnect';
  label: string;
  /** Of an answer that was cut, and of a tool that failed. */
  bad: boolean;
}

/** Something that happened at a moment. */
export interface Mark {
  t: number;
  kind: 'interrupted' | 'swap' | 'handoff' | 'guardrail' | 'reconnected' | 'warning' | 'error' | 'leg' | 'closed';
  label: string;
}

/** Seconds of one peak of a level. */
export const STEP = 0.05;

const MOST = 20_000;
/** Twelve hours of levels are kept. */
const MOST_PEAKS = (12 * 3600) / STEP;

/** The peaks of one side, from the session's beginning, a byte each. */
export class Peaks {
  private bytes = new Uint8Array(1200);
  length = 0;

  set(index: number, peak: number): void {
    if (index < 0 || index >= MOST_PEAKS) {
      return;
    }
    if (index >= this.bytes.length) {
      const larger = new Uint8Array(Math.min(MOST_PEAKS, Math.max(index + 1, this.bytes.length * 2)));
      larger.set(this.bytes);
      this.bytes = larger;
    }
    this.bytes[index] = Math.max(0, Math.min(255, Math.round(peak * 255)));
    this.length = Math.max(this.length, index + 1);
  }

  /** Coarser peaks, each of so many of ours: they stand where nothing is known. */
  fill(first: number, peaks: readonly number[], each: number): void {
    for (let index = Math.max(first, this.length); index < first + peaks.length * each; index++) {
      this.set(index, peaks[Math.floor((index - first) / each)] ?? 0);
    }
  }

  /** The highest peak between two moments in seconds, 0 to 1. */
  highest(from: number, to: number): number {
    const end = Math.min(this.length, Math.max(Math.ceil(to / STEP), Math.floor(from / STEP) + 1));
    let highest = 0;
    for (let i = Math.max(0, Math.floor(from / STEP)); i < end; i++) {
      highest = Math.max(highest, this.bytes[i] ?? 0);
    }
    return highest / 255;
  }
}

/** What a session's time line shows: levels of both sides, stretches and moments. */
export class Timeline {
  readonly caller = new Peaks();
  readonly agent = new Peaks();
  readonly spans: Span[] = [];
  readonly marks: Mark[] = [];
  /** The latest moment that anything is known of. */
  end = 0;
  private readonly open = new Map<string, Span>();

  levels(some: Levels): void {
    const first = Math.round(some.t / STEP);
    if (some.step === undefined) {
      some.caller.forEach((peak, i) => this.caller.set(first + i, peak));
      some.agent.forEach((peak, i) => this.agent.set(first + i, peak));
      this.end = Math.max(this.end, some.t + Math.max(some.caller.length, some.agent.length) * STEP);
    } else {
      const each = Math.round(some.step / STEP);
      this.caller.fill(first, some.caller, each);
      this.agent.fill(first, some.agent, each);
    }
  }

  apply(line: JournalLine): void {
    this.end = Math.max(this.end, line.t);
    if (line.kind === 'session') {
      this.session(line.t, line.event);
    }
  }

  /** What went on at a moment, newest first. */
  at(t: number): Span[] {
    return this.spans.filter((span) => span.start <= t && (span.end ?? this.end) >= t).reverse();
  }

  private session(t: number, event: Fields): void {
    switch (text(event, 'type')) {
      case 'speech_started':
        return this.begin('speech', t, 'speech', '');
      case 'speech_stopped':
        return this.finish('speech', t);
      case 'playback_started':
        return this.begin('answer', t, 'answer', '');
      case 'playback_ended':
        return this.finish('answer', t);
      case 'audio_interrupted':
        this.finish('answer', t, true);
        return this.mark(t, 'interrupted', word(event, 'cause'));
      case 'tool_started':
        return this.begin(`tool ${text(event, 'callId')}`, t, 'tool', text(event, 'tool'));
      case 'tool_ended':
        return this.finish(`tool ${text(event, 'callId')}`, t, !['RESULT', 'BACKGROUND'].includes(text(event, 'outcome')));
      case 'tool_approval_requested': {
        const asked = fields(event, 'approval');
        return this.begin(`approval ${text(asked, 'callId')}`, t, 'approval', text(asked, 'tool'));
      }
      case 'tool_approval_decided':
        return this.finish(`approval ${text(fields(event, 'approval'), 'callId')}`, t, text(event, 'decision') !== 'APPROVED');
      case 'disconnected':
      case 'reconnecting':
        return this.begin('reconnect', t, 'reconnect', '');
      case 'reconnected':
        this.finish('reconnect', t);
        return this.mark(t, 'reconnected', text(fields(event, 'line'), 'transport'));
      case 'swapped': {
        const swap = fields(event, 'swap');
        const silence = number(swap, 'silence') ?? 0;
        return this.mark(t, 'swap', `${text(fields(swap, 'to') ?? fields(swap, 'from'), 'name')} ${Math.round(silence)} ms`);
      }
      case 'agent_handoff':
        return this.mark(t, 'handoff', text(event, 'to'));
      case 'guardrail_tripped':
        return this.mark(t, 'guardrail', text(event, 'guardrail'));
      case 'leg_up':
      case 'leg_down':
        return this.mark(t, 'leg', text(event, 'kind'));
      case 'warning':
        return this.mark(t, 'warning', text(event, 'code'));
      case 'error':
        return this.mark(t, 'error', text(event, 'message'));
      case 'state_changed':
        return this.state(t, event);
      default:
        return;
    }
  }

  private state(t: number, event: Fields): void {
    const told = happening(event);
    if (told?.what === 'closed' || told?.what === 'failed') {
      for (const key of [...this.open.keys()]) {
        this.finish(key, t);
      }
      this.mark(t, 'closed', String(told.values['why'] ?? ''));
    }
  }

  private begin(key: string, t: number, kind: Span['kind'], label: string): void {
    if (this.open.has(key)) {
      return;
    }
    const span: Span = { start: t, end: null, kind, label, bad: false };
    this.open.set(key, span);
    this.spans.push(span);
    if (this.spans.length > MOST) {
      this.spans.shift();
    }
  }

  private finish(key: string, t: number, bad = false): void {
    const span = this.open.get(key);
    if (span !== undefined) {
      span.end = t;
      span.bad = bad;
      this.open.delete(key);
    }
  }

  private mark(t: number, kind: Mark['kind'], label: string): void {
    this.marks.push({ t, kind, label });
    if (this.marks.length > MOST) {
      this.marks.shift();
    }
  }
}
