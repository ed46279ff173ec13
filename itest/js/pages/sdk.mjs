// OpenAI's own WebRTC transport, unchanged, as it runs in their users' pages.
import { OpenAIRealtimeWebRTC, RealtimeAgent, RealtimeSession } from '@openai/agents-realtime';
import { energy } from './spoken.mjs';
import { Events, Listener, Microphone, within } from './media.mjs';

export default async function run({ url, key, instructions }) {
  const microphone = await Microphone.get();
  const element = new Audio();
  let peer;
  const transport = new OpenAIRealtimeWebRTC({
    baseUrl: url,
    mediaStream: microphone.stream,
    audioElement: element,
    changePeerConnection: (connection) => { peer = connection; return connection; },
  });
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Desk', instructions }), {
    transport,
    model: 'gpt-realtime',
    tracingDisabled: true,
    config: {
      audio: {
        input: {
          transcription: { model: 'gpt-4o-transcribe' },
          turnDetection: { type: 'server_vad', silenceDurationMs: 400, interruptResponse: true },
        },
      },
    },
  });
  const events = new Events();
  session.on('transport_event', (event) => events.add(event));
  session.on('error', (error) => events.add({ type: 'sdk.error', error: JSON.stringify(error) }));
  await within(session.connect({ apiKey: key, url }), 'the connection');
  const ear = await Listener.on(new MediaStream(peer.getReceivers().map((receiver) => receiver.track)));
  await microphone.open();
  await events.next('input_audio_buffer.speech_stopped');
  microphone.shut();
  const heard = await events.next('conversation.item.input_audio_transcription.completed');
  await events.next('response.done');
  await events.next('output_audio_buffer.stopped');
  await ear.quiet(300);
  const answer = energy(ear);

  const mark = events.mark;
  session.sendMessage('Tell me the long story.');
  await events.next('output_audio_buffer.started', { mark });
  await ear.loud(300);
  session.interrupt();
  await events.next('output_audio_buffer.cleared', { mark });
  await events.next('conversation.item.truncated', { mark });
  await ear.quiet(300);
  const result = {
    status: transport.status,
    callId: transport.callId,
    question: heard.transcript,
    answer,
    errors: events.seen.filter((event) => event.type === 'sdk.error' || event.type === 'error'),
    history: session.history.map((item) => ({ role: item.role, status: item.status, text: item.content?.[0]?.transcript ?? item.content?.[0]?.text })),
    types: events.types(),
  };
  session.close();
  await microphone.close();
  return result;
}
