// Runs in the page before anything of the page does: a hand over the microphone, and ears at whatever the page plays. Nothing of it
// is a script of the document, so that the page's content security policy stays as strict as it is.

/** Installs `window.senses`. */
export function senses() {
  /** Below this is silence; a voice has several thousand times the power. */
  const QUIET = 0.005;
  const RATE = 24_000;
  const KEPT = 240 * RATE;
  const heard = { chunks: [], samples: 0, level: 0 };

  const hear = (samples) => {
    heard.level = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
    heard.samples += samples.length;
    if (heard.samples < KEPT) {
      heard.chunks.push(samples.slice());
    }
  };
  // a worklet would be a script that the policy refuses
  const tap = (context, node) => {
    const processor = context.createScriptProcessor(1024, 1, 1);
    processor.onaudioprocess = ({ inputBuffer }) => {
      const samples = inputBuffer.getChannelData(0);
      hear(context.sampleRate === RATE ? samples : Float32Array.from(
        { length: Math.floor(samples.length * RATE / context.sampleRate) },
        (_, i) => samples[Math.floor(i * context.sampleRate / RATE)],
      ));
    };
    connect.call(node, processor);
    connect.call(processor, context.destination);
  };

  // over WebSocket the agent's voice comes out of a worklet; what else reaches the speaker is the caller's own sample
  const connect = AudioNode.prototype.connect;
  const tapped = new WeakSet();
  AudioNode.prototype.connect = function connectAndTap(to, ...more) {
    if (to instanceof AudioDestinationNode && this instanceof AudioWorkletNode && !tapped.has(this)) {
      tapped.add(this);
      tap(this.context, this);
    }
    return connect.call(this, to, ...more);
  };

  const Peer = window.RTCPeerConnection;
  const peers = [];
  if (Peer) {
    window.RTCPeerConnection = class extends Peer {
      constructor(...settings) {
        super(...settings);
        peers.push(this);
        this.addEventListener('track', ({ track }) => {
          const context = new AudioContext({ sampleRate: RATE });
          tap(context, context.createMediaStreamSource(new MediaStream([track])));
        });
      }
    };
  }

  // the device's sound goes through a hand: shut, the page hears silence
  let hand;
  let level = () => 0;
  const devices = navigator.mediaDevices;
  const get = devices?.getUserMedia.bind(devices);
  if (get) {
    devices.getUserMedia = async () => {
      // the file is no room: nothing that the browser takes for an echo is one
      const device = await get({ audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
      const context = new AudioContext();
      const source = context.createMediaStreamSource(device);
      const analyser = context.createAnalyser();
      analyser.fftSize = 2048;
      hand = context.createGain();
      hand.gain.value = 0;
      const out = context.createMediaStreamDestination();
      connect.call(source, analyser);
      connect.call(connect.call(source, hand), out);
      const samples = new Float32Array(analyser.fftSize);
      level = () => {
        analyser.getFloatTimeDomainData(samples);
        return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
      };
      return out.stream;
    };
  }

  const until = async (fits, held) => {
    let since = performance.now();
    while (performance.now() - since < held) {
      await new Promise((later) => setTimeout(later, 20));
      if (!fits()) {
        since = performance.now();
      }
    }
  };

  window.senses = {
    peers,
    get asked() { return hand !== undefined; },
    /** Opens the hand in a pause, so that what is said begins with its first word; shuts it after the last one. */
    async say() {
      await until(() => level() > QUIET, 50);
      await until(() => level() < QUIET, 400);
      hand.gain.value = 1;
      await until(() => level() > QUIET, 50);
      await until(() => level() < QUIET, 500);
      hand.gain.value = 0;
    },
    get level() { return heard.level; },
    loud: (millis) => until(() => heard.level > QUIET, millis),
    quiet: (millis) => until(() => heard.level < QUIET, millis),
    forget() {
      heard.chunks = [];
      heard.samples = 0;
    },
    /** The loudest tenth of a second or so, and what was heard as base64 of PCM16 at 24 kHz. */
    heard() {
      const peak = Math.max(0, ...heard.chunks.map((chunk) => Math.sqrt(chunk.reduce((sum, x) => sum + x * x, 0) / chunk.length)));
      const bytes = new Uint8Array(2 * heard.chunks.reduce((sum, chunk) => sum + chunk.length, 0));
      const view = new DataView(bytes.buffer);
      let at = 0;
      for (const chunk of heard.chunks) {
        for (const sample of chunk) {
          view.setInt16(at, Math.max(-1, Math.min(1, sample)) * 32_767, true);
          at += 2;
        }
      }
      let text = '';
      for (let i = 0; i < bytes.length; i += 0x8000) {
        text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
      }
      return { peak, sound: btoa(text) };
    },
  };
}
