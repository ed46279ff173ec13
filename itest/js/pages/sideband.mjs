// A page that talks straight with the provider by the project's own script, while a session beside it has the tools.
import { Events, Listener, Microphone, within } from './media.mjs';
import { energy } from './spoken.mjs';

export default async function run({ url, credential }) {
  const { connect } = await import(`${url}/client.js`);
  const microphone = await Microphone.get();
  const events = new Events();
  let sound;
  const remote = new Promise((resolve) => { sound = resolve; });
  const call = await within(connect({
    credential,
    media: 'provider',
    microphone: microphone.stream,
    audio: false,
    timeout: 60_000,
    on: {
      stream: ({ stream }) => sound(stream),
      provider: ({ event }) => events.add(event),
      ended: (event) => events.add(event),
    },
  }), 'the call');
  const ear = await Listener.on(await within(remote, 'the sound'));
  const tools = ({ session }) => session.tools?.length > 0;
  await events.next('session.updated', { fits: tools });
  ear.forget();
  await microphone.open();
  const question = await events.next('conversation.item.input_audio_transcription.completed');
  microphone.shut();
  const answer = await events.next('response.output_audio_transcript.done', { fits: ({ transcript }) => transcript });
  await events.next('output_audio_buffer.stopped');
  await ear.quiet(300);
  const heard = { ...energy(ear), sound: ear.pcm(), transcript: answer.transcript };
  const outputs = events.seen.filter(({ type, item }) => type === 'conversation.item.done' && item.type === 'function_call_output');

  // typed, and requested by the page: the session beside it puts up with that
  let mark = events.mark;
  call.sendText('What is the weather in Bergen?');
  const again = (await events.next('response.output_audio_transcript.done', { mark, fits: ({ transcript }) => transcript })).transcript;
  mark = events.mark;
  call.hangUp();
  await events.next('ended', { mark });
  const result = {
    media: call.media, question: question.transcript, answer: heard, outputs: outputs.map(({ item }) => item.call_id), again, location: call.location,
  };
  await microphone.close();
  await ear.close();
  return result;
}
