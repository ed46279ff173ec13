import { type Fields, fields, list, number, text, word } from './fields';

/** An item of the history, as far as the page shows it. */
export type HistoryItem =
  | { kind: 'message'; id: string; role: string; text: string; typed: boolean; images: number; heard: Heard | null }
  | { kind: 'call'; id: string; callId: string; name: string; arguments: string }
  | { kind: 'output'; id: string; callId: string; output: string }
  | { kind: 'mcp'; id: string; server: string; name: string; arguments: string; output: string | null; failed: boolean; approval: string | null }
  | { kind: 'other'; id: string };

/** What was heard of an answer that was cut. */
export interface Heard {
  text: string;
  millis: number;
  estimated: boolean;
}

/** Reads an item; it is told by its fields what it is, since the journal does not name the kind. */
export function item(from: Fields | undefined): HistoryItem {
  const id = text(from, 'id');
  if (from !== undefined && 'role' in from) {
    return message(id, from);
  }
  if (from !== undefined && 'serverLabel' in from && 'arguments' in from && 'status' in from) {
    const output = from['output'];
    return {
      kind: 'mcp',
      id,
      server: text(from, 'serverLabel'),
      name: text(from, 'name'),
      arguments: text(from, 'arguments'),
      output: typeof output === 'string' ? output : null,
      failed: typeof from['errorJson'] === 'string',
      approval: text(from, 'approvalRequestId') || null,
    };
  }
  if (from !== undefined && 'callId' in from) {
    const callId = text(from, 'callId');
    return 'output' in from
      ? { kind: 'output', id, callId, output: text(from, 'output') }
      : { kind: 'call', id, callId, name: text(from, 'name'), arguments: text(from, 'arguments') };
  }
  return { kind: 'other', id };
}

function message(id: string, from: Fields): HistoryItem {
  const parts = list(from, 'content') as Fields[];
  const words = parts.map((part) => text(part, 'text') || text(part, 'transcript'));
  return {
    kind: 'message',
    id,
    role: word(from, 'role'),
    text: words.filter((each) => each !== '').join(' '),
    typed: parts.some((part) => typeof part['text'] === 'string'),
    images: parts.filter((part) => 'url' in part).length,
    heard: heard(parts.map((part) => fields(part, 'heard')).filter((each) => each !== undefined)),
  };
}

function heard(parts: Fields[]): Heard | null {
  if (parts.length === 0) {
    return null;
  }
  return {
    text: parts.map((part) => text(part, 'text')).join(' '),
    millis: parts.reduce((sum, part) => sum + (number(part, 'millis') ?? 0), 0),
    estimated: parts.some((part) => part['estimated'] === true),
  };
}
