import type { Heard } from './items';

/** Something of a conversation that a person reads. `revision` grows whenever it changes. */
export interface Entry {
  /** Names it within its conversation, for good. */
  key: string;
  /** Seconds since the session was opened. */
  t: number;
  revision: number;
}

/** Words of one side. */
export interface Words extends Entry {
  kind: 'words';
  who: 'caller' | 'agent' | 'system';
  agent: string | null;
  itemId: string | null;
  text: string;
  /** How many characters stand there that who looks may not read. */
  hidden: number;
  typed: boolean;
  images: number;
  /** More words are to come. */
  open: boolean;
  /** The caller is speaking, and nothing is understood yet. */
  listening: boolean;
  /** Why the answer was cut, or null. */
  cut: string | null;
  heard: Heard | null;
}

/** A call of a tool, from the wish to its result. */
export interface ToolCall extends Entry {
  kind: 'tool';
  callId: string;
  tool: string;
  agent: string | null;
  server: string | null;
  arguments: string;
  state: 'asked' | 'waiting' | 'running' | 'done';
  outcome: string | null;
  output: string | null;
  took: number | null;
  /** What became of the question for consent, or null where nobody was asked. */
  decision: 'pending' | 'approved' | 'rejected' | 'expired' | 'withdrawn' | null;
}

/** A quiet line about something that happened; `what` says which, and the values fill its sentence. */
export interface Note extends Entry {
  kind: 'note';
  what: NoteKind;
  tone: 'quiet' | 'good' | 'warn' | 'bad';
  values: Record<string, string | number>;
  details: string[];
}

export type NoteKind =
  | 'connected' | 'handoff' | 'agent' | 'guardrail' | 'swapped' | 'rolledBack' | 'removed' | 'returned' | 'disconnected' | 'reconnecting'
  | 'reconnected' | 'moved' | 'expiring' | 'legUp' | 'legDown' | 'idle' | 'ending' | 'held' | 'resumed' | 'key' | 'digits' | 'transfer' | 'transferred'
  | 'warning' | 'error' | 'forgotten' | 'closed' | 'failed' | 'unanswered' | 'parked';

export type ConversationEntry = Words | ToolCall | Note;
