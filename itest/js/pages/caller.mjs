// A page that calls an agent with the project's own script: asks aloud, hears the answer, interrupts a long one, hangs up.
import { Events, Listener, Microphone, within } from './media.mjs';
import { energy } from './spoken.mjs';

export default async function run({ url, credential, media }) {
  const { connect } = await import(`${url}/client.js`);
  const microphone = await Microphone.get();
  const events = new Events();
  let sound;
  const remote = new Promise((resolve) => { sound = resolve; });
  const call = await within(connect({
    credential,
    media,
    microphone: microphone.stream,
    audio: false,
    on: {
      stream: ({ stream }) => sound(stream),
      '*': ({ stream, ...event }) => events.add(event),
    },
  }), 'the call');
  const ear = await Listener.on(await within(remote, 'the sound'));
  ear.forget();
  await microphone.open();
  const question = await events.next('transcript', { fits: ({ role, done }) => role === 'user' && done });
  microphone.shut();
  const answer = await events.next('transcript', { fits: ({ role, done, text }) => role === 'assistant' && done && text });
  await events.next('agent', { fits: ({ state }) => state === 'listening' });
  await ear.quiet(300);
  const heard = { ...energy(ear), sound: ear.pcm(), transcript: answer.text };

  let mark = events.mark;
  call.sendText('Tell me a long story.');
  await events.next('agent', { mark, fits: ({ state }) => state === 'speaking' });
  await ear.loud(300);
  await microphone.open();
  await events.next('agent', { mark, fits: ({ state }) => state === 'interrupted' });
  microphone.shut();
  ear.forget();
  await ear.quiet(300);

  mark = events.mark;
  call.hangUp();
  await events.next('ended', { mark });
  const result = { media: call.media, question: question.text, answer: heard, types: events.types() };
  await microphone.close();
  await ear.close();
  return result;
}
