// A page whose browser plays nothing before a click: the visitor clicks, hears the answer, and hangs up.
import { Events, Listener, within } from './media.mjs';
import { energy } from './spoken.mjs';

/** Browsers differ in when they hold sound back; this one does until it is let go. */
function holdSoundBack() {
  const { AudioContext, HTMLMediaElement } = globalThis;
  const { play } = HTMLMediaElement.prototype;
  const { resume } = AudioContext.prototype;
  let held = true;
  HTMLMediaElement.prototype.play = function playOnceLetGo() {
    return held ? Promise.reject(new DOMException('click first', 'NotAllowedError')) : play.call(this);
  };
  // a context that may not sound yet answers only when it may
  AudioContext.prototype.resume = function resumeOnceLetGo() {
    return held ? new Promise(() => {}) : resume.call(this);
  };
  globalThis.AudioContext = class extends AudioContext {
    constructor(options) {
      super(options);
      if (held) this.suspend();
    }
  };
  return () => {
    held = false;
    globalThis.AudioContext = AudioContext;
  };
}

export default async function run({ url, credential, media, words }) {
  const { connect } = await import(`${url}/client.js`);
  const ended = [];
  const { fetch } = globalThis;
  globalThis.fetch = async (where, how) => {
    const response = await fetch(where, how);
    if (how?.method === 'DELETE') ended.push(response.status);
    return response;
  };
  const letGo = holdSoundBack();
  const events = new Events();
  let sound;
  const call = await within(connect({
    url,
    credential,
    media,
    microphone: false,
    on: {
      stream: ({ stream }) => { sound = stream; },
      '*': ({ stream, ...event }) => events.add(event),
    },
  }), 'the call');
  await events.next('blocked');
  letGo();
  call.unblock();
  const ear = await Listener.on(sound);
  const heard = ear.loud(300);
  call.sendText(words);
  const answer = await events.next('transcript', { fits: ({ role, done, text }) => role === 'assistant' && done && text });
  await heard;
  await ear.quiet(300);
  call.hangUp();
  await events.next('ended');
  await within((async () => {
    while (media === 'webrtc' && ended.length === 0) await new Promise((later) => { setTimeout(later, 20); });
  })(), 'the end of the call at the door');
  const result = { media: call.media, transcript: answer.text, ended, ...energy(ear) };
  await ear.close();
  return result;
}
