// A call from a page to an agent. No dependencies; works as <script type="module"> or by import.
//
//   import { connect } from 'https://voice.example/browser/client.js';
//   const call = await connect({ credential });
//   call.on('transcript', (event) => …);
//   call.sendText('Hello'); call.mute(true); call.unblock(); call.hangUp();

const HERE = import.meta.url.replace(/\/client\.js.*$/, '');
const RATE = 24000;

/** So long after a door that is being exchanged answered nothing of use, its newer version is asked. */
const AGAIN_MS = 1000;
/** A browser that wants a click first may never answer whether it plays. */
const SILENT_MS = 500;
const pause = (millis = AGAIN_MS) => new Promise((over) => { setTimeout(over, millis); });

/**
 * Calls.
 *
 * @param {object} wish
 * @param {string} wish.credential  of POST {base}/credentials, minted by your server
 * @param {string} [wish.url]       the door; default: where this script is from
 * @param {'webrtc'|'websocket'|'provider'} [wish.media] default: webrtc, and websocket where that
 *     fails; 'provider' sends the sound straight to the provider (sideband)
 * @param {MediaStream|false} [wish.microphone] a stream of your own; false: text in, sound out
 * @param {HTMLAudioElement|false} [wish.audio] plays the agent over WebRTC; default: one of its own
 * @param {RTCIceServer[]} [wish.iceServers]
 * @param {string} [wish.worklet]   where worklet.js is, for pages that load no scripts from the
 *     door; default: beside the door's calls
 * @param {number} [wish.timeout]   milliseconds until WebRTC counts as failed; default 8000. How long
 *     the agent takes to come does not count
 * @param {Object<string, function(object)>} [wish.on] listeners that hear from the first event on
 * @returns {Promise<Call>} when the agent is ready
 */
export async function connect(wish) {
  const url = (wish.url ?? HERE).replace(/\/$/, '');
  const microphone = await open(wish.microphone);
  const all = { timeout: 8000, ...wish, url, microphone, own: !wish.microphone };
  if (wish.media === 'websocket' || (!wish.media && !globalThis.RTCPeerConnection)) {
    return ready(new SocketCall(all));
  }
  try {
    // the microphone is not let go with a call that another kind of call may follow
    const call = await ready(new PeerCall({ ...all, own: all.own && !!wish.media }));
    call.wish.own = all.own;
    return call;
  } catch (failure) {
    // a call that was decided on is not made twice
    if (wish.media || failure.decided) throw failure;
    return ready(new SocketCall({ ...all, credential: failure.credential ?? wish.credential }));
  }
}

async function open(microphone) {
  if (microphone === false || microphone) return microphone || null;
  try {
    return await navigator.mediaDevices.getUserMedia({
      audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    });
  } catch {
    return null; // none, or not permitted: text in, sound out
  }
}

async function ready(call) {
  try {
    await call.ready;
    return call;
  } catch (failure) {
    call.hangUp();
    throw failure;
  }
}

class Call {
  constructor(wish) {
    this.wish = wish;
    this.listeners = new Map();
    this.ended = false;
    this.ready = new Promise((resolve, reject) => {
      this.isReady = resolve;
      this.failed = reject;
    });
    this.ready.catch(() => {});
    for (const [type, listener] of Object.entries(wish.on ?? {})) this.on(type, listener);
  }

  /** Hears events of a type, or all with '*'. Returns what ends that. */
  on(type, listener) {
    const all = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, all.add(listener));
    return () => all.delete(listener);
  }

  /** The caller types. */
  sendText(text) {
    this.send({ type: 'text', text });
  }

  /** Silences the agent. */
  interrupt() {
    this.send({ type: 'interrupt' });
  }

  /** Silences the caller, here and at the door. */
  mute(on = true) {
    for (const track of this.wish.microphone?.getAudioTracks() ?? []) track.enabled = !on;
    this.send({ type: 'mute', on });
  }

  /** Puts the agent on hold. */
  hold(on = true) {
    this.send({ type: 'hold', on });
  }

  /** Presses a telephone key. */
  sendKey(key) {
    this.send({ type: 'dtmf', key });
  }

  /** Plays what the browser held back ('blocked'); to be called when the visitor clicks. */
  unblock() {
    this.sounds().catch(() => {
      if (!this.ended) this.heard({ type: 'blocked' });
    });
  }

  /** Ends the call. */
  hangUp() {
    if (!this.ended) {
      this.sayBye();
      this.end('local');
    }
  }

  sayBye() {
    this.send({ type: 'bye' });
  }

  heard(event) {
    if (event.type === 'ready') this.isReady(event);
    if (event.type === 'refused') {
      const failure = new Error(`the call is refused: ${event.status} ${event.reason}`);
      this.failed(Object.assign(failure, { status: event.status, decided: true }));
    }
    for (const type of [event.type, '*']) {
      for (const listener of [...(this.listeners.get(type) ?? [])]) {
        try {
          listener(event);
        } catch (failure) {
          console.error(failure);
        }
      }
    }
    if (event.type === 'bye') {
      this.dismissed = true;
      this.end(event.cause);
    }
  }

  end(cause) {
    if (this.ended) return;
    this.ended = true;
    this.failed(Object.assign(new Error(`the call ended: ${cause}`), { decided: this.met }));
    this.release();
    if (this.wish.own) {
      for (const track of this.wish.microphone?.getTracks() ?? []) track.stop();
    }
    this.heard({ type: 'ended', cause });
  }
}

/** Over WebRTC: the browser does sound, echo and loss. */
class PeerCall extends Call {
  constructor(wish) {
    super(wish);
    this.media = wish.media === 'provider' ? 'provider' : 'webrtc';
    this.begin().catch((failure) => {
      this.failed(failure);
      this.end('failed');
    });
  }

  async begin() {
    const { wish } = this;
    const peer = (this.peer = new RTCPeerConnection({ iceServers: wish.iceServers ?? [] }));
    const track = wish.microphone?.getAudioTracks()[0];
    if (track) peer.addTrack(track, wish.microphone);
    else peer.addTransceiver('audio', { direction: 'recvonly' });
    this.channel = peer.createDataChannel('oai-events');
    this.channel.onmessage = ({ data }) => this.heard(JSON.parse(data));
    // the provider closes its channel when the call is hung up at the other end
    this.channel.onclose = () => this.end(this.media === 'provider' ? 'remote' : 'lost');
    peer.ontrack = ({ streams, track: received }) => this.play(streams[0] ?? new MediaStream([received]));
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === 'failed') this.restart();
    };
    const timer = setTimeout(() => this.end('timeout'), wish.timeout);
    this.ready.finally(() => clearTimeout(timer)).catch(() => {});
    this.channel.addEventListener('open', () => {
      clearTimeout(timer);
      this.met = true; // WebRTC works: whatever becomes of the call, it is not made again
    });
    await peer.setLocalDescription();
    const where = this.media === 'provider' ? '/sideband' : '/calls';
    const answer = await this.post('POST', wish.url + where, peer.localDescription.sdp);
    this.location = new URL(answer.headers.get('location'), wish.url + '/').href;
    if (this.ended) {
      this.release(); // hung up before it was answered
      return;
    }
    await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
    if (this.media === 'provider') {
      // the provider speaks on this channel, and the door by a stream of its own
      this.channel.onmessage = ({ data }) => this.heard({ type: 'provider', event: JSON.parse(data) });
      this.channel.onopen = () => this.heard({ type: 'ready', media: 'provider' });
    }
  }

  async post(method, url, sdp, again = method === 'POST') {
    let response;
    try {
      response = await fetch(url, {
        method,
        body: sdp,
        keepalive: method === 'DELETE',
        headers: {
          Authorization: `Bearer ${this.wish.credential}`,
          ...(sdp ? { 'Content-Type': 'application/sdp' } : {}),
        },
      });
    } catch (failure) {
      if (!again) throw failure;
    }
    if (response?.ok) return response;
    const said = (await response?.json().catch(() => null)) ?? {};
    // nobody is at the door while its plug is exchanged; pages of other origins cannot even read that
    if (again && (!response || (response.status === 503 && !said.error))) {
      await pause();
      if (!this.ended) return this.post(method, url, sdp, false);
    }
    const failure = new Error(said.error?.message ?? `the door answers ${response?.status}`);
    // 501 uses no credential up: there is no WebRTC there
    throw Object.assign(failure, { status: response?.status, decided: response?.status !== 501 });
  }

  /** The path is lost: another one is looked for, and the call goes on. */
  async restart() {
    if (this.ended) return;
    if (this.media === 'provider') {
      this.end('lost');
      return;
    }
    try {
      this.peer.restartIce();
      await this.peer.setLocalDescription();
      const answer = await this.post('PATCH', this.location, this.peer.localDescription.sdp);
      await this.peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
    } catch {
      this.end('lost');
    }
  }

  play(stream) {
    this.stream = stream;
    this.heard({ type: 'stream', stream });
    if (this.wish.audio === false) return;
    this.audio = this.wish.audio ?? new Audio();
    this.audio.srcObject = stream;
    this.audio.autoplay = true;
    this.unblock();
  }

  async sounds() {
    await this.audio?.play();
  }

  // one that has an address is ended there, by a request that outlives its page
  sayBye() {
    if (!this.location) super.sayBye();
  }

  send(message) {
    if (this.channel?.readyState !== 'open') return;
    if (this.media !== 'provider') this.channel.send(JSON.stringify(message));
    else if (message.type === 'text') {
      const content = [{ type: 'input_text', text: message.text }];
      const item = { type: 'message', role: 'user', content };
      this.channel.send(JSON.stringify({ type: 'conversation.item.create', item }));
      this.channel.send(JSON.stringify({ type: 'response.create' }));
    } else if (message.type === 'interrupt') {
      this.channel.send(JSON.stringify({ type: 'response.cancel' }));
      this.channel.send(JSON.stringify({ type: 'output_audio_buffer.clear' }));
    }
  }

  release() {
    if (this.audio) this.audio.srcObject = null;
    if (this.channel) this.channel.onmessage = null;
    const close = () => {
      this.channel?.close();
      this.peer?.close();
    };
    if (!this.location || this.dismissed) close();
    // a door that sees the channel close first does not know the call any more
    else Promise.race([this.post('DELETE', this.location).catch(() => {}), pause()]).finally(close);
  }
}

/** Over WebSocket: sound as samples, played here, and what was played told to the door. */
class SocketCall extends Call {
  constructor(wish) {
    super(wish);
    this.media = 'websocket';
    this.part = -1;
    this.parts = [];
    this.begin().catch((failure) => {
      this.failed(failure);
      this.end('failed');
    });
  }

  async begin() {
    const { wish } = this;
    const context = (this.context = new AudioContext({ sampleRate: RATE }));
    await context.audioWorklet.addModule(wish.worklet ?? wish.url + '/worklet.js');
    this.speaker = new AudioWorkletNode(context, 'patchbay-speaker', {
      numberOfInputs: 0,
      outputChannelCount: [1],
    });
    this.speaker.port.onmessage = ({ data }) => this.played(data);
    this.sound = context.createMediaStreamDestination();
    this.speaker.connect(this.sound);
    this.speaker.connect(context.destination);
    this.heard({ type: 'stream', stream: this.sound.stream });
    this.unblock();
    this.dial(true);
    const timer = setTimeout(() => this.end('timeout'), 30000);
    this.ready.finally(() => clearTimeout(timer)).catch(() => {});
    if (wish.microphone) {
      const source = context.createMediaStreamSource(wish.microphone);
      this.microphone = new AudioWorkletNode(context, 'patchbay-microphone', { numberOfOutputs: 0 });
      this.microphone.port.onmessage = ({ data }) => {
        // a network that takes nothing is not given more than a second of it
        const { socket } = this;
        if (socket.readyState === 1 && socket.bufferedAmount < RATE * 2) socket.send(data);
      };
      source.connect(this.microphone);
    }
  }

  async sounds() {
    const { context } = this;
    if (context?.state === 'suspended') await Promise.race([context.resume(), pause(SILENT_MS)]);
    if (context?.state === 'suspended') throw new Error('the browser wants a click first');
  }

  /** Once more, if need be: nobody is at the door while its plug is exchanged. */
  dial(again) {
    const { wish } = this;
    const socket = (this.socket = new WebSocket(
      wish.url.replace(/^http/, 'ws') + `/socket?encoding=pcm16&rate=${RATE}`,
      ['patchbay.v1', `patchbay.credential.${wish.credential}`],
    ));
    let open = false;
    socket.binaryType = 'arraybuffer';
    socket.onopen = () => { open = true; };
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') this.control(JSON.parse(data));
      else this.speaker.port.postMessage({ part: this.part, samples: new Int16Array(data) });
    };
    socket.onclose = async () => {
      if (!open && again) await pause();
      if (open || !again) this.end('lost');
      else if (!this.ended) this.dial(false);
    };
  }

  control(event) {
    if (event.type === 'audio') {
      this.parts[++this.part] = event;
      if (this.part >= 64) delete this.parts[this.part - 64];
    } else if (event.type === 'clear') this.speaker.port.postMessage({ clear: true });
    else if (event.type === 'pause') this.speaker.port.postMessage({ pause: true });
    else if (event.type === 'resume') this.speaker.port.postMessage({ pause: false });
    this.heard(event);
  }

  played({ part, samples }) {
    const { item, content } = this.parts[part] ?? {};
    if (item) this.send({ type: 'played', item, content, ms: Math.floor((samples * 1000) / RATE) });
  }

  send(message) {
    if (this.socket?.readyState === 1) this.socket.send(JSON.stringify(message));
  }

  release() {
    this.socket?.close(1000);
    this.context?.close().catch(() => {});
  }
}
