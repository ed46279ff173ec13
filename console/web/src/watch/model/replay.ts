import type { JournalLine } from '../../api/types';
import { SessionModel } from './session';
import type { Sound } from './wav';

/** A recorded session at any moment of it. Going back builds it anew from the journal, which takes a few milliseconds. */
export class Replay {
  /** The whole of it, for the time line and the turns. */
  readonly whole = new SessionModel();
  /** As it was at the moment. */
  now = new SessionModel();
  readonly seconds: number;
  private next = 0;

  constructor(
    private readonly lines: readonly JournalLine[],
    sound: Sound | null,
  ) {
    for (const line of lines) {
      this.whole.apply(line);
    }
    if (sound !== null) {
      this.whole.levels(sound.levels);
    }
    this.seconds = this.whole.timeline.end;
  }

  /** Goes to a moment, in seconds. */
  seek(t: number): void {
    const before = this.lines[this.next - 1];
    if (before !== undefined && before.t > t) {
      this.now = new SessionModel();
      this.next = 0;
    }
    for (let line = this.lines[this.next]; line !== undefined && line.t <= t; line = this.lines[this.next]) {
      this.now.apply(line);
      this.next++;
    }
  }
}
