// A page that talks to a realtime endpoint by WebRTC as the provider's guide says, without any SDK.
import { Events, Listener, Microphone, within } from './media.mjs';

/** Connects; `url` takes the SDP, `key` is a key or a client secret, `headers` go along with the offer. */
export async function call({ url, key, headers = {}, channel = 'oai-events' }) {
  const microphone = await Microphone.get();
  const peer = new RTCPeerConnection();
  const remote = new Promise((resolve) => {
    peer.ontrack = (event) => resolve(event.streams[0] ?? new MediaStream([event.track]));
  });
  peer.addTrack(microphone.track, microphone.stream);
  const events = new Events();
  const text = peer.createDataChannel(channel);
  text.onmessage = ({ data }) => events.add(JSON.parse(data));
  const closed = new Promise((resolve) => { text.onclose = resolve; });
  const open = new Promise((resolve) => { text.onopen = resolve; });
  const offer = await peer.createOffer();
  await peer.setLocalDescription(offer);
  const answer = await fetch(url, {
    method: 'POST',
    body: offer.sdp,
    headers: { ...(key ? { Authorization: `Bearer ${key}` } : {}), 'Content-Type': 'application/sdp', ...headers },
  });
  if (!answer.ok) {
    throw new Error(`${answer.status} ${await answer.text()}`);
  }
  await peer.setRemoteDescription({ type: 'answer', sdp: await answer.text() });
  await within(open, 'the data channel');
  const ear = await Listener.on(await within(remote, 'the remote track'));
  return {
    id: (answer.headers.get('location') ?? '').split('/').pop(),
    status: answer.status,
    microphone,
    peer,
    events,
    ear,
    closed,
    send: (event) => text.send(JSON.stringify(event)),
    async close() {
      await microphone.close();
      await ear.close();
      peer.close();
    },
  };
}

/** How loud the loudest tenth of a second was, and the whole. */
export function energy(ear) {
  const peaks = ear.chunks.map((chunk) => Math.sqrt(chunk.reduce((sum, x) => sum + x * x, 0) / chunk.length));
  return { peak: Math.max(0, ...peaks), mean: Math.sqrt(peaks.reduce((sum, x) => sum + x * x, 0) / (peaks.length || 1)) };
}

/** One question, its answer, a second one that is interrupted by asking again. */
export default async function run({ url, key, session }) {
  const line = await call({ url, key });
  await line.events.next('session.created');
  if (session) {
    line.send({ type: 'session.update', session });
    await line.events.next('session.updated');
  }
  line.ear.forget();
  await line.microphone.open();
  await line.events.next('input_audio_buffer.speech_stopped');
  line.microphone.shut();
  const heard = await line.events.next('conversation.item.input_audio_transcription.completed');
  const done = await line.events.next('response.done', { fits: (event) => event.response.status === 'completed' });
  await line.events.next('output_audio_buffer.stopped');
  await line.ear.quiet(300);
  const answer = { ...energy(line.ear), sound: line.ear.pcm() };

  line.ear.forget();
  const mark = line.events.mark;
  line.send({ type: 'response.create', response: { instructions: 'Say a long story.' } });
  await line.events.next('output_audio_buffer.started', { mark });
  await line.ear.loud(300);
  await line.microphone.open();
  const cleared = await line.events.next('output_audio_buffer.cleared', { mark });
  const truncated = await line.events.next('conversation.item.truncated', { mark });
  line.microphone.shut();
  await line.ear.quiet(300);
  const result = {
    callId: line.id,
    status: line.status,
    question: heard.transcript,
    answer: { ...answer, transcript: done.response.output[0]?.content[0].transcript },
    cut: { ...energy(line.ear), cleared, truncated },
    types: line.events.types(),
    deltas: line.events.types().filter((type) => type === 'response.output_audio.delta').length,
  };
  await line.close();
  return result;
}
