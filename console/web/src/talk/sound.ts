import { signal } from '@preact/signals';

/** What became of the microphone. */
export type Microphone = 'off' | 'asked' | 'on' | 'refused' | 'missing' | 'insecure';

/** How much of a sample its listener at the page hears: enough to know what is said, not enough to drown the answer. */
const MONITOR = 0.35;
const LEVEL_MS = 80;

/**
 * The caller's sound: the microphone and recorded samples, mixed into one stream, so that a sample travels like a voice. It
 * is there from the call's beginning and is silent until one of them sounds.
 */
export class Sound {
  readonly microphone = signal<Microphone>('off');
  readonly muted = signal(false);
  /** How loud the microphone is, 0 to 1. */
  readonly level = signal(0);
  /** The sample that is playing. */
  readonly sample = signal<string | null>(null);
  private readonly context = new AudioContext();
  private readonly out = this.context.createMediaStreamDestination();
  private readonly gain = this.context.createGain();
  private readonly meter = this.context.createAnalyser();
  private captured: MediaStream | null = null;
  private playing: AudioBufferSourceNode | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private closed = false;

  constructor() {
    this.gain.connect(this.out);
    this.gain.connect(this.meter);
    this.meter.fftSize = 1024;
    this.wake();
  }

  /** Some browsers want a click before anything sounds. */
  wake(): void {
    void this.context.resume();
  }

  get stream(): MediaStream {
    return this.out.stream;
  }

  /** Asks for the microphone; whatever comes of it, the call goes on. */
  async open(): Promise<void> {
    if (this.captured !== null || this.microphone.value === 'asked') {
      return;
    }
    if (navigator.mediaDevices === undefined) {
      this.microphone.value = 'insecure';
      return;
    }
    this.microphone.value = 'asked';
    try {
      const captured = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } });
      if (this.closed) {
        stop(captured);
        return;
      }
      this.captured = captured;
      this.context.createMediaStreamSource(captured).connect(this.gain);
      captured.getAudioTracks()[0]?.addEventListener('ended', () => {
        this.captured = null;
        this.microphone.value = 'missing';
      });
      this.microphone.value = 'on';
      this.timer ??= setInterval(() => this.measure(), LEVEL_MS);
    } catch (error) {
      const name = error instanceof DOMException ? error.name : '';
      this.microphone.value = name === 'NotAllowedError' ? 'refused' : 'missing';
    }
  }

  /** Whether the microphone is kept from the call. */
  mute(on: boolean): void {
    this.muted.value = on;
    this.balance();
  }

  /** Says a recorded sample in the caller's place; the one before is cut. */
  async say(id: string, wav: ArrayBuffer): Promise<void> {
    const buffer = await this.context.decodeAudioData(wav);
    this.hush();
    if (this.closed) {
      return;
    }
    const source = this.context.createBufferSource();
    source.buffer = buffer;
    source.connect(this.out);
    const monitor = this.context.createGain();
    monitor.gain.value = MONITOR;
    source.connect(monitor).connect(this.context.destination);
    source.onended = () => {
      if (this.playing === source) {
        this.hush();
      }
    };
    this.playing = source;
    this.sample.value = id;
    this.balance();
    source.start();
  }

  /** No sample plays any more. */
  hush(): void {
    const source = this.playing;
    this.playing = null;
    this.sample.value = null;
    source?.stop();
    this.balance();
  }

  close(): void {
    this.closed = true;
    this.hush();
    clearInterval(this.timer);
    if (this.captured !== null) {
      stop(this.captured);
    }
    void this.context.close();
  }

  /** The microphone would hear the sample from the speaker, and the caller would say it twice. */
  private balance(): void {
    this.gain.gain.value = this.muted.value || this.playing !== null ? 0 : 1;
  }

  private measure(): void {
    const samples = new Float32Array(this.meter.fftSize);
    this.meter.getFloatTimeDomainData(samples);
    let highest = 0;
    for (const sample of samples) {
      highest = Math.max(highest, Math.abs(sample));
    }
    this.level.value = Math.round(Math.min(1, highest) * 20) / 20;
  }
}

function stop(stream: MediaStream): void {
  for (const track of stream.getTracks()) {
    track.stop();
  }
}
