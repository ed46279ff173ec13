// What pages need to judge sound by its content: a microphone that opens in a pause, ears for a stream, events to wait for.

const PATIENCE_MS = 60_000;
/** Below this is silence; a voice has several thousand times the power. */
const QUIET = 0.005;

/** Fails after a time long enough for every machine. */
export function within(promise, what) {
  let end;
  const late = new Promise((_, reject) => {
    end = setTimeout(() => reject(new Error(`${what} did not come within ${PATIENCE_MS} ms`)), PATIENCE_MS);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(end));
}

/** Events as they come, each of which can be waited for, from the first on. */
export class Events {
  seen = [];
  #waiting = new Set();

  add(event) {
    this.seen.push(event);
    for (const check of [...this.#waiting]) {
      check(event);
    }
  }

  types() {
    return this.seen.map((event) => event.type);
  }

  /** A mark from which a later wait can start. */
  get mark() {
    return this.seen.length;
  }

  /** The first event from `mark` on that is of this type and fits. */
  next(type, { mark = 0, fits = () => true } = {}) {
    const matches = (event) => event.type === type && fits(event);
    const already = this.seen.slice(mark).find(matches);
    if (already) {
      return Promise.resolve(already);
    }
    let check;
    const coming = new Promise((resolve) => {
      check = (event) => matches(event) && resolve(event);
      this.#waiting.add(check);
    });
    return within(coming, `${type} after ${this.types().slice(-15).join(', ')}`)
      .finally(() => this.#waiting.delete(check));
  }
}

/** Hears a stream: its samples at 24 kHz, and how loud it is. */
export class Listener {
  static async on(stream) {
    const listener = new Listener();
    // Chromium decodes a remote stream only while an element plays it
    listener.element = new Audio();
    listener.element.srcObject = stream;
    listener.element.muted = true;
    await listener.element.play();
    listener.context = new AudioContext({ sampleRate: 24_000 });
    await listener.context.resume();
    const source = `registerProcessor('tap', class extends AudioWorkletProcessor {
      process([[channel]]) {
        if (channel) this.port.postMessage(channel.slice());
        return true;
      }
    });`;
    await listener.context.audioWorklet.addModule(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })));
    const tap = new AudioWorkletNode(listener.context, 'tap');
    tap.port.onmessage = ({ data }) => listener.#take(data);
    listener.context.createMediaStreamSource(stream).connect(tap);
    return listener;
  }

  chunks = [];
  samples = 0;
  /** Root mean square of the last 100 ms, 0 to 1. */
  level = 0;
  #window = [];
  #waiting = new Set();

  #take(chunk) {
    this.chunks.push(chunk);
    this.samples += chunk.length;
    this.#window.push(chunk.reduce((sum, x) => sum + x * x, 0) / chunk.length);
    if (this.#window.length > 19) {
      this.#window.shift();
    }
    this.level = Math.sqrt(this.#window.reduce((a, b) => a + b, 0) / this.#window.length);
    for (const check of [...this.#waiting]) {
      check();
    }
  }

  /** Waits until `held` milliseconds in a row fit. */
  async #hold(fits, held, what) {
    let since = this.samples;
    let check;
    const coming = new Promise((resolve) => {
      check = () => {
        if (!fits()) {
          since = this.samples;
        } else if (this.samples - since >= 24 * held) {
          resolve();
        }
      };
      this.#waiting.add(check);
    });
    return within(coming, what).finally(() => this.#waiting.delete(check));
  }

  quiet(millis) {
    return this.#hold(() => this.level < QUIET, millis, `silence of ${millis} ms`);
  }

  loud(millis) {
    return this.#hold(() => this.level > QUIET, millis, `sound of ${millis} ms`);
  }

  /** Forgets what was heard so far. */
  forget() {
    this.chunks = [];
  }

  /** What was heard since, as base64 of PCM16 at 24 kHz. */
  pcm() {
    const bytes = new Uint8Array(2 * this.chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    const view = new DataView(bytes.buffer);
    let at = 0;
    for (const chunk of this.chunks) {
      for (const sample of chunk) {
        view.setInt16(at, Math.max(-1, Math.min(1, sample)) * 32_767, true);
        at += 2;
      }
    }
    let text = '';
    for (let i = 0; i < bytes.length; i += 0x8000) {
      text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
    }
    return btoa(text);
  }

  close() {
    this.element.srcObject = null;
    return this.context.close();
  }
}

/**
 * The microphone, shut. Its WAV file plays over and over, sent or not; `open` waits for a pause, so that what is sent
 * begins with the first word.
 */
export class Microphone {
  static async get() {
    const microphone = new Microphone();
    microphone.stream = await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false },
    });
    microphone.track = microphone.stream.getAudioTracks()[0];
    microphone.copy = new MediaStream([microphone.track.clone()]);
    microphone.ear = await Listener.on(microphone.copy);
    microphone.track.enabled = false;
    return microphone;
  }

  async open() {
    await this.ear.loud(50);
    await this.ear.quiet(400);
    this.track.enabled = true;
  }

  shut() {
    this.track.enabled = false;
  }

  close() {
    this.stream.getTracks().forEach((track) => track.stop());
    this.copy.getTracks().forEach((track) => track.stop());
    return this.ear.close();
  }
}
