import type { JournalLine, Levels } from '../../api/types';
import { Conversation } from './conversation';
import { Timeline } from './timeline';
import { Turns } from './turns';

/** A line of the journal with its place in it, from 0. */
export interface Numbered {
  number: number;
  line: JournalLine;
}

const MOST_LINES = 20_000;

/**
 * All that the page shows of one session, live or recorded, made from its journal's lines and its levels. Mutable: whoever shows
 * it looks again when `revision` has grown.
 */
export class SessionModel {
  readonly conversation = new Conversation();
  readonly turns = new Turns();
  readonly timeline = new Timeline();
  /** The newest lines, frames of sound left out. */
  readonly lines: Numbered[] = [];
  /** Lines that are not kept, or that the server had to drop. */
  dropped = 0;
  revision = 0;
  private count = 0;
  private last = 0;
  private behind = false;

  apply(line: JournalLine): void {
    if (this.behind) {
      if (line.t <= this.last) {
        return;
      }
      this.behind = false;
    }
    this.last = Math.max(this.last, line.t);
    this.revision++;
    this.timeline.apply(line);
    if (line.kind === 'audio') {
      return;
    }
    this.conversation.apply(line);
    this.turns.apply(line);
    this.lines.push({ number: this.count++, line });
    if (this.lines.length > MOST_LINES) {
      this.lines.splice(0, MOST_LINES / 10);
      this.dropped += MOST_LINES / 10;
    }
  }

  levels(some: Levels): void {
    this.revision++;
    this.timeline.levels(some);
  }

  /** So many lines did not come. */
  gap(count: number): void {
    this.revision++;
    this.dropped += count;
  }

  /** Lines come again from the beginning: those that are known already are passed over. */
  again(): void {
    this.behind = this.last > 0;
  }
}
