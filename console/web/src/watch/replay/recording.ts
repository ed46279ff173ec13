import type { JournalLine } from '../../api/types';
import { t } from '../../i18n';
import { NoJournal, parseJournal } from '../model/journal';
import { parseWav, type Sound } from '../model/wav';

/** A recording as it is played: its journal, and its sound where there is one. */
export interface Recorded {
  name: string;
  lines: JournalLine[];
  sound: Sound | null;
  wav: Blob | null;
}

/** More of a file than this is not held in a page. */
const MOST_BYTES = 512 * 1024 * 1024;

/** Reads a recording's files. Errors are sentences. */
export async function recorded(name: string, journal: Blob, wav: Blob | null): Promise<Recorded> {
  if (journal.size > MOST_BYTES || (wav?.size ?? 0) > MOST_BYTES) {
    throw new Error(t('replay.tooLarge'));
  }
  const lines = journalOf(await journal.text(), name);
  const sound = wav === null ? null : parseWav(await wav.arrayBuffer());
  if (wav !== null && sound === null) {
    throw new Error(t('replay.noWav', { name }));
  }
  return { name, lines, sound, wav };
}

function journalOf(text: string, name: string): JournalLine[] {
  try {
    return parseJournal(text);
  } catch (error) {
    throw error instanceof NoJournal ? new Error(t('replay.noJournal', { name, line: error.line })) : error;
  }
}

/** The journal and the sound among some files, which may be one without the other's name. */
export function pair(files: readonly File[]): { journal: File; wav: File | null } | null {
  const journal = files.find((file) => /\.jsonl$/i.test(file.name));
  return journal === undefined ? null : { journal, wav: files.find((file) => /\.wav$/i.test(file.name)) ?? null };
}
