// A page without a microphone that calls an agent with the project's own script: types, and hears the answer.
import { Events, Listener, within } from './media.mjs';
import { energy } from './spoken.mjs';

export default async function run({ url, credential, media, words, timeout }) {
  const { connect } = await import(`${url}/client.js`);
  const events = new Events();
  let sound;
  const call = await within(connect({
    url,
    credential,
    media,
    microphone: false,
    audio: false,
    ...(timeout && { timeout }),
    on: {
      stream: ({ stream }) => { sound = stream; },
      '*': ({ stream, ...event }) => events.add(event),
    },
  }), 'the call');
  const ear = await Listener.on(sound);
  const heard = ear.loud(300);
  call.sendText(words);
  const answer = await events.next('transcript', { fits: ({ role, done, text }) => role === 'assistant' && done && text });
  await heard;
  await ear.quiet(300);
  const mark = events.mark;
  call.hangUp();
  await events.next('ended', { mark });
  const result = { media: call.media, transcript: answer.text, ...energy(ear) };
  await ear.close();
  return result;
}
