import type { JournalLine } from '../../api/types';
import type { ConversationEntry, Entry, Note, ToolCall, Words } from './entries';
import { type Fields, fields, hiddenLength, list, number, text, word } from './fields';
import { happening } from './happenings';
import { type HistoryItem, item } from './items';

type Body<E extends Entry> = Omit<E, keyof Entry | 'kind'>;

const MOST = 5000;

/** What is said and done in a session, made from its journal line by line. Mutable; look at `revision` to see whether anything changed. */
export class Conversation {
  readonly entries: ConversationEntry[] = [];
  revision = 0;
  /** Older ones that are not kept. */
  dropped = 0;
  agent: string | null = null;
  /** What kept the line from coming about, or ended it for good. */
  failure: Pick<Note, 'what' | 'values'> | null = null;
  private readonly words = new Map<string, Words>();
  private readonly calls = new Map<string, ToolCall>();
  private listening: Words | null = null;
  private playing: string | null = null;
  private connected = false;
  /** The line is lost and not back yet. */
  private lost = false;
  private count = 0;

  apply(line: JournalLine): void {
    if (line.kind === 'session') {
      this.session(line.t, line.event);
    }
  }

  /** The calls that wait for somebody's consent. */
  waiting(): ToolCall[] {
    return this.entries.filter((each): each is ToolCall => each.kind === 'tool' && each.decision === 'pending');
  }

  private session(t: number, event: Fields): void {
    switch (text(event, 'type')) {
      case 'speech_started':
        return this.speechStarted(t);
      case 'speech_stopped':
        return this.speechStopped();
      case 'history_added':
      case 'history_updated':
        return this.item(t, item(fields(event, 'item')));
      case 'history_removed':
        return this.removed(text(event, 'itemId'));
      case 'transcript_delta':
        return this.delta(t, word(event, 'role'), text(event, 'itemId'), text(event, 'delta'));
      case 'transcript_done':
        return this.whole(t, word(event, 'role'), text(event, 'itemId'), text(event, 'transcript'));
      case 'agent_started':
        return this.answering(text(event, 'agent'));
      case 'playback_started':
        this.playing = text(event, 'itemId') || null;
        return;
      case 'audio_interrupted':
        return this.interrupted(event);
      case 'response_ended':
        return this.responseEnded(fields(event, 'response'));
      default:
        if (!this.tool(t, event)) {
          this.happening(t, event);
        }
        return;
    }
  }

  private speechStarted(t: number): void {
    if (this.listening === null) {
      this.listening = this.say(t, { who: 'caller', listening: true, open: true });
    } else {
      this.touch(this.listening).listening = true;
    }
  }

  private speechStopped(): void {
    if (this.listening !== null) {
      this.touch(this.listening).listening = false;
    }
  }

  private item(t: number, entry: HistoryItem): void {
    switch (entry.kind) {
      case 'message':
        return this.message(t, entry);
      case 'call':
        if (entry.name !== '') {
          const call = this.call(t, entry.callId, entry.name);
          call.arguments = entry.arguments || call.arguments;
        }
        return;
      case 'output': {
        const call = this.calls.get(entry.callId);
        if (call !== undefined && call.output === null) {
          this.touch(call).output = entry.output;
          if (call.state === 'asked') {
            // a handover, say: nothing ran, and it is done
            call.state = 'done';
          }
        }
        return;
      }
      case 'mcp':
        return this.mcp(t, entry);
      default:
        return;
    }
  }

  private message(t: number, entry: Extract<HistoryItem, { kind: 'message' }>): void {
    const who = entry.role === 'user' ? 'caller' : entry.role === 'assistant' ? 'agent' : 'system';
    const words = this.of(t, who, entry.id, entry.typed);
    words.typed = entry.typed && who === 'caller';
    words.images = entry.images;
    words.heard = entry.heard;
    if (entry.text !== '') {
      this.set(words, entry.text);
    }
    if (entry.typed) {
      words.open = false;
    }
  }

  private delta(t: number, role: string, id: string, more: string): void {
    const words = this.of(t, role === 'user' ? 'caller' : 'agent', id, false);
    const hidden = hiddenLength(more);
    if (hidden === null) {
      words.text += more;
    } else {
      words.hidden += hidden;
    }
    words.open = true;
  }

  private whole(t: number, role: string, id: string, all: string): void {
    const words = this.of(t, role === 'user' ? 'caller' : 'agent', id, false);
    this.set(words, all);
    words.open = false;
  }

  /** Nothing said never overwrites what is known (RULES 19). */
  private set(words: Words, all: string): void {
    const hidden = hiddenLength(all);
    if (hidden !== null) {
      words.hidden = Math.max(words.hidden, hidden);
    } else if (all.length >= words.text.length || words.who !== 'agent') {
      words.text = all === '' ? words.text : all;
    }
  }

  /** The words of an item; the caller's first take the place of the note that he is speaking. */
  private of(t: number, who: Words['who'], id: string, typed: boolean): Words {
    const known = this.words.get(id);
    if (known !== undefined) {
      return this.touch(known);
    }
    let words = this.listening;
    if (words !== null && who === 'caller' && !typed) {
      this.listening = null;
      words.itemId = id;
      words.listening = false;
      this.touch(words);
    } else {
      words = this.say(t, { who, itemId: id, open: !typed });
    }
    this.words.set(id, words);
    return words;
  }

  private say(t: number, some: Partial<Body<Words>> & Pick<Words, 'who'>): Words {
    const agent = some.who === 'agent' ? this.agent : null;
    const words: Words = {
      ...this.fresh(t),
      kind: 'words',
      agent,
      itemId: null,
      text: '',
      hidden: 0,
      typed: false,
      images: 0,
      open: false,
      listening: false,
      cut: null,
      heard: null,
      ...some,
    };
    this.add(words);
    return words;
  }

  private removed(id: string): void {
    const words = this.words.get(id);
    if (words !== undefined && words.text === '' && words.hidden === 0) {
      this.take(words);
    }
  }

  private answering(agent: string): void {
    this.agent = agent || this.agent;
  }

  private interrupted(event: Fields): void {
    const heard = fields(event, 'heard');
    const words = this.words.get(text(heard, 'itemId') || (this.playing ?? '')) ?? this.lastOfAgent();
    if (words !== undefined && words.who === 'agent') {
      this.touch(words).cut = word(event, 'cause') || 'application';
      words.open = false;
      if (heard === undefined && words.heard === null) {
        words.heard = { text: '', millis: 0, estimated: false };
      }
    }
  }

  private lastOfAgent(): Words | undefined {
    return this.entries.findLast((each): each is Words => each.kind === 'words' && each.who === 'agent');
  }

  private responseEnded(response: Fields | undefined): void {
    for (const each of list(response, 'output')) {
      const words = this.words.get(text(each as Fields, 'id'));
      if (words?.open) {
        this.touch(words).open = false;
      }
    }
  }

  private tool(t: number, event: Fields): boolean {
    const callId = text(event, 'callId');
    switch (text(event, 'type')) {
      case 'tool_started': {
        const call = this.call(t, callId, text(event, 'tool'));
        call.agent = text(event, 'agent') || null;
        call.arguments = text(event, 'arguments') || call.arguments;
        call.state = 'running';
        return true;
      }
      case 'tool_ended': {
        const call = this.call(t, callId, text(event, 'tool'));
        call.state = 'done';
        call.outcome = word(event, 'outcome');
        call.output = text(event, 'output');
        call.took = number(event, 'took');
        return true;
      }
      case 'tool_approval_requested':
      case 'tool_approval_decided':
        this.approval(t, fields(event, 'approval'), word(event, 'decision'));
        return true;
      case 'mcp_call_completed': {
        const done = item(fields(event, 'call'));
        if (done.kind === 'mcp') {
          this.mcp(t, done);
        }
        return true;
      }
      default:
        return false;
    }
  }

  private approval(t: number, asked: Fields | undefined, decision: string): void {
    const call = this.call(t, text(asked, 'callId'), text(asked, 'tool'));
    call.agent = text(asked, 'agent') || null;
    call.server = text(asked, 'serverLabel') || null;
    call.arguments = text(asked, 'arguments') || call.arguments;
    call.decision = (decision || 'pending') as ToolCall['decision'];
    call.state = decision === '' ? 'waiting' : decision === 'approved' ? 'running' : 'done';
  }

  private mcp(t: number, entry: Extract<HistoryItem, { kind: 'mcp' }>): void {
    const call = this.call(t, entry.approval ?? entry.id, entry.name);
    call.server = entry.server;
    call.arguments = entry.arguments || call.arguments;
    if (entry.output !== null || entry.failed) {
      call.state = 'done';
      call.output = entry.output;
      call.outcome = entry.failed ? 'failed' : 'result';
    } else if (call.state === 'asked') {
      call.state = 'running';
    }
  }

  private call(t: number, callId: string, tool: string): ToolCall {
    const known = this.calls.get(callId);
    if (known !== undefined) {
      return this.touch(known);
    }
    const call: ToolCall = {
      ...this.fresh(t),
      kind: 'tool',
      callId,
      tool,
      agent: this.agent,
      server: null,
      arguments: '',
      state: 'asked',
      outcome: null,
      output: null,
      took: null,
      decision: null,
    };
    this.calls.set(callId, call);
    this.add(call);
    return call;
  }

  private happening(t: number, event: Fields): void {
    const told = happening(event);
    if (told === null || (told.what === 'connected' && this.connected)) {
      return;
    }
    const last = this.entries.at(-1);
    if (told.what === 'reconnecting' && last?.kind === 'note' && last.what === 'reconnecting') {
      // attempts in a row are one note
      this.touch(last).values = told.values;
      return;
    }
    this.connected ||= told.what === 'connected';
    if (told.what === 'handoff' || told.what === 'agent') {
      this.agent = String(told.values['to'] ?? '') || this.agent;
    } else if (told.what === 'closed' || told.what === 'failed') {
      this.settle();
    } else if (told.what === 'moved' && this.lost) {
      told.what = 'reconnected';
    }
    if (told.what === 'unanswered' || told.what === 'failed') {
      this.failure = told;
    } else if (told.what === 'connected') {
      this.failure = null;
    }
    this.lost = told.what === 'disconnected' || told.what === 'reconnecting' || (this.lost && told.what !== 'reconnected');
    this.add({ ...this.fresh(t), kind: 'note', ...told });
  }

  /** Nothing more is to come of what was open. */
  private settle(): void {
    if (this.listening !== null) {
      this.take(this.listening);
      this.listening = null;
    }
    for (const entry of this.entries) {
      if (entry.kind === 'words' && entry.open) {
        this.touch(entry).open = false;
      } else if (entry.kind === 'tool' && entry.decision === 'pending') {
        this.touch(entry).decision = 'withdrawn';
        entry.state = 'done';
      }
    }
  }

  private fresh(t: number): Entry {
    return { key: `e${this.count++}`, t, revision: 0 };
  }

  private add(entry: ConversationEntry): void {
    this.entries.push(entry);
    this.revision++;
    if (this.entries.length > MOST) {
      const gone = this.entries.shift();
      this.dropped++;
      if (gone?.kind === 'words' && gone.itemId !== null) {
        this.words.delete(gone.itemId);
      } else if (gone?.kind === 'tool') {
        this.calls.delete(gone.callId);
      }
    }
  }

  private take(entry: ConversationEntry): void {
    const at = this.entries.indexOf(entry);
    if (at >= 0) {
      this.entries.splice(at, 1);
      this.revision++;
    }
  }

  private touch<E extends ConversationEntry>(entry: E): E {
    entry.revision++;
    this.revision++;
    return entry;
  }
}
