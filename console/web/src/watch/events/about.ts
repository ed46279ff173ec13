import type { JournalLine } from '../../api/types';
import { hiddenLength } from '../model/fields';

const TOLD = ['state', 'agent', 'from', 'to', 'tool', 'text', 'transcript', 'delta', 'measure', 'value', 'outcome', 'cause', 'guardrail', 'code', 'message', 'kind', 'itemId', 'item_id'];
const MOST = 120;

/** What a line is about, in a few words: the plain values that tell most. */
export function about({ event }: JournalLine): string {
  const parts: string[] = [];
  for (const name of TOLD) {
    const value = event[name];
    if (typeof value === 'string' && value !== '') {
      parts.push(hiddenLength(value) === null ? value : '…');
    } else if (typeof value === 'number') {
      parts.push(String(Math.round(value * 10) / 10));
    }
  }
  const line = parts.join(' · ').replaceAll('\n', ' ');
  return line.length > MOST ? `${line.slice(0, MOST)}…` : line;
}

/** Whether a line is one of those that are wanted: of a kind, and with a text in its type or in what it is about. */
export function wanted(line: JournalLine, kind: string, text: string): boolean {
  return (kind === '' || line.kind === kind) && (text === '' || `${line.event.type} ${about(line)}`.toLowerCase().includes(text));
}
