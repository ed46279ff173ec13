import type { JournalLine } from '../../api/types';

const KINDS: readonly JournalLine['kind'][] = ['session', 'wire', 'call', 'audio', 'line', 'recorder'];

/** Why a file is no journal, for a person. */
export class NoJournal extends Error {
  constructor(readonly line: number) {
    super(`line ${line} is no line of a journal`);
  }
}

/** A line of a journal, or null where it is none. */
export function parseLine(text: string): JournalLine | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null || !('t' in value) || !('kind' in value) || !('event' in value)) {
    return null;
  }
  const { t, kind, event } = value;
  const fits = typeof t === 'number' && KINDS.includes(kind as JournalLine['kind']) && typeof event === 'object' && event !== null;
  return fits ? (value as JournalLine) : null;
}

/**
 * The lines of a journal's text. The last one may be cut, as that of a recording which is still being written; any other that
 * is none makes it no journal.
 */
export function parseJournal(text: string): JournalLine[] {
  const lines: JournalLine[] = [];
  let number = 0;
  let start = 0;
  while (start < text.length) {
    const found = text.indexOf('\n', start);
    const end = found < 0 ? text.length : found;
    const one = text.slice(start, end).trim();
    number++;
    if (one !== '') {
      const line = parseLine(one);
      if (line !== null) {
        lines.push(line);
      } else if (found >= 0 || lines.length === 0) {
        throw new NoJournal(number);
      }
    }
    start = end + 1;
  }
  if (lines.length === 0) {
    throw new NoJournal(1);
  }
  return lines;
}
