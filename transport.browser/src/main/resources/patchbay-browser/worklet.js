// Runs on the browser's sound thread: hands over what the microphone hears in frames of 20 ms, and
// plays what the call says, counting what has left.

class PatchbayMicrophone extends AudioWorkletProcessor {
  constructor() {
    super();
    this.frame = new Int16Array(Math.round(sampleRate / 50));
    this.filled = 0;
  }

  process(inputs) {
    const sound = inputs[0][0];
    if (sound) {
      for (const sample of sound) {
        this.frame[this.filled++] = Math.max(-1, Math.min(1, sample)) * 32767;
        if (this.filled === this.frame.length) {
          const whole = this.frame;
          this.frame = new Int16Array(whole.length);
          this.filled = 0;
          this.port.postMessage(whole.buffer, [whole.buffer]);
        }
      }
    }
    return true;
  }
}

class PatchbaySpeaker extends AudioWorkletProcessor {
  constructor() {
    super();
    this.waiting = []; // {part, samples}
    this.offset = 0;
    this.ahead = 0;
    this.playing = false;
    this.paused = false;
    this.part = null;
    this.played = 0; // samples of the part
    this.told = 0;
    this.port.onmessage = ({ data }) => this.take(data);
  }

  take(data) {
    if (data.samples) {
      this.waiting.push(data);
      this.ahead += data.samples.length;
    } else if (data.clear) {
      this.waiting = [];
      this.offset = 0;
      this.ahead = 0;
      this.playing = false;
      this.tell();
    } else {
      this.paused = data.pause;
    }
  }

  tell() {
    if (this.part !== null) {
      this.port.postMessage({ part: this.part, samples: this.played });
    }
    this.told = currentTime;
  }

  process(inputs, outputs) {
    const out = outputs[0][0];
    // a little is gathered before it begins, so that a late packet leaves no hole
    if (!this.playing && (this.ahead >= sampleRate * 0.06 || (this.waiting.length && this.late()))) {
      this.playing = true;
    }
    let filled = 0;
    while (this.playing && !this.paused && filled < out.length && this.waiting.length) {
      const head = this.waiting[0];
      if (head.part !== this.part) {
        if (this.part !== null) this.tell();
        this.part = head.part;
        this.played = 0;
      }
      const length = Math.min(out.length - filled, head.samples.length - this.offset);
      for (let i = 0; i < length; i++) out[filled + i] = head.samples[this.offset + i] / 32768;
      filled += length;
      this.offset += length;
      this.played += length;
      this.ahead -= length;
      if (this.offset === head.samples.length) {
        this.waiting.shift();
        this.offset = 0;
        if (!this.waiting.length) {
          this.playing = false;
          this.tell();
        }
      }
    }
    for (let c = 1; c < outputs[0].length; c++) outputs[0][c].set(out);
    if (filled && currentTime - this.told >= 0.1) this.tell();
    return true;
  }

  late() {
    this.since = this.since ?? currentTime;
    const late = currentTime - this.since > 0.1;
    if (late) this.since = undefined;
    return late;
  }
}

registerProcessor('patchbay-microphone', PatchbayMicrophone);
registerProcessor('patchbay-speaker', PatchbaySpeaker);
