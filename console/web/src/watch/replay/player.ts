import { signal } from '@preact/signals';

/** So often a screen reader's and the page's idea of the moment is brought up to date while it plays, in milliseconds. */
const BEAT_MS = 100;

/** Where a replay is, by its sound, or by the clock where there is none. */
export class Player {
  readonly playing = signal(false);
  /** Seconds. */
  readonly at = signal(0);
  readonly speed = signal(1);
  private readonly audio: HTMLAudioElement | null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private last = 0;

  constructor(
    readonly seconds: number,
    /** An address of the recording's sound. */
    sound: string | null,
  ) {
    this.audio = sound === null ? null : new Audio(sound);
  }

  async play(): Promise<void> {
    if (this.playing.value) {
      return;
    }
    if (this.at.value >= this.seconds - 0.05) {
      this.seek(0);
    }
    this.playing.value = true;
    this.last = performance.now();
    this.timer = setInterval(() => this.beat(), BEAT_MS);
    try {
      await this.audio?.play();
    } catch {
      this.pause();
    }
  }

  pause(): void {
    clearInterval(this.timer);
    this.playing.value = false;
    this.audio?.pause();
  }

  seek(to: number): void {
    this.at.value = Math.max(0, Math.min(this.seconds, to));
    if (this.audio !== null) {
      this.audio.currentTime = this.at.value;
    }
  }

  setSpeed(speed: number): void {
    this.speed.value = speed;
    if (this.audio !== null) {
      this.audio.playbackRate = speed;
    }
  }

  close(): void {
    this.pause();
    this.audio?.removeAttribute('src');
  }

  private beat(): void {
    const now = performance.now();
    // a journal may tell of more than its sound holds: the clock takes over where that ends
    const sounding = this.audio !== null && !this.audio.ended && this.audio.currentTime < this.audio.duration;
    const next = sounding ? this.audio.currentTime : this.at.value + ((now - this.last) / 1000) * this.speed.value;
    this.last = now;
    this.at.value = Math.min(this.seconds, next);
    if (next >= this.seconds) {
      this.pause();
    }
  }
}
