// WebRTC stacks that share no code with ours, against the emulator: wrtc (another build of libwebrtc, for Node) and werift
// (TypeScript all the way down).
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { MediaStreamTrack, RTCPeerConnection as WeriftPeer } from 'werift';
import { apiKey, Events, question, restUrl } from './emulator.mjs';

const wrtc = createRequire(import.meta.url)('@roamhq/wrtc');

const SERVER_VAD = { type: 'server_vad', silence_duration_ms: 400, create_response: false };
const LONG = 'one two three four five six seven eight nine ten';

async function answer(offer) {
  const response = await fetch(`${restUrl}/realtime/calls?model=gpt-realtime`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/sdp' },
    body: offer,
  });
  const body = await response.text();
  assert.equal(response.status, 201, body);
  assert.match(response.headers.get('location'), /^\/v1\/realtime\/calls\/rtc_\w+$/);
  return { sdp: body, location: response.headers.get('location') };
}

async function hangUp(location) {
  const url = new URL(`${location}/hangup`, restUrl);
  const response = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${apiKey}` } });
  assert.equal(response.status, 200);
}

function say(text) {
  return { type: 'conversation.item.create', item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] } };
}

/** Waits for something that comes, or fails after a minute. */
function within(promise, what) {
  let end;
  const late = new Promise((_, reject) => {
    end = setTimeout(() => reject(new Error(`${what} did not come within 60 s`)), 60_000);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(end));
}

test('wrtc asks aloud, is understood, and hears the answer', async () => {
  const peer = new wrtc.RTCPeerConnection();
  const source = new wrtc.nonstandard.RTCAudioSource();
  peer.addTrack(source.createTrack(), new wrtc.MediaStream());
  const channel = peer.createDataChannel('oai-events');
  const events = new Events();
  channel.onmessage = ({ data }) => events.add(JSON.parse(data));
  const closed = new Promise((resolve) => { channel.onclose = resolve; });
  let loud = 0;
  let heardAloud;
  const aloud = new Promise((resolve) => { heardAloud = resolve; });
  let sink;
  peer.ontrack = ({ track }) => {
    sink = new wrtc.nonstandard.RTCAudioSink(track);
    sink.ondata = ({ samples }) => {
      if (samples.some((sample) => Math.abs(sample) > 1_500) && ++loud === 50) {
        heardAloud();
      }
    };
  };
  await peer.setLocalDescription(await peer.createOffer());
  const { sdp, location } = await answer(peer.localDescription.sdp);
  await peer.setRemoteDescription({ type: 'answer', sdp });
  await events.next('session.created');
  assert.equal(events.types()[0], 'session.created');
  channel.send(JSON.stringify({
    type: 'session.update',
    session: {
      type: 'realtime',
      instructions: 'Callers say:\n- what time is it\n- good bye',
      audio: { input: { turn_detection: SERVER_VAD, transcription: { model: 'gpt-4o-transcribe' } } },
    },
  }));
  await events.next('session.updated');

  // 10 ms each 10 ms, by the clock; silence before and after
  const sound = Buffer.concat([Buffer.alloc(24_000), question('what-time-is-it')]);
  const samples = new Int16Array(sound.buffer, sound.byteOffset, sound.length / 2);
  const begun = performance.now();
  let at = 0;
  const clock = setInterval(() => {
    for (; at < (performance.now() - begun) / 10; at++) {
      const frame = new Int16Array(240);
      frame.set(samples.subarray(at * 240, at * 240 + 240));
      source.onData({ samples: frame, sampleRate: 24_000, bitsPerSample: 16, channelCount: 1, numberOfFrames: 240 });
    }
  }, 10);
  try {
    const heard = await events.next('conversation.item.input_audio_transcription.completed');
    assert.equal(heard.transcript.toLowerCase(), 'what time is it');
    channel.send(JSON.stringify({ type: 'response.create' }));
    await events.next('output_audio_buffer.stopped');
    await within(aloud, 'half a second of sound');
    assert.equal(events.of('response.output_audio.delta').length, 0);
    await hangUp(location);
    await within(closed, 'the end of the channel');
  } finally {
    clearInterval(clock);
    sink?.stop();
    peer.close();
  }
});

test('werift sends back what it hears, and that is a turn', async () => {
  const peer = new WeriftPeer({});
  const track = new MediaStreamTrack({ kind: 'audio' });
  const transceiver = peer.addTransceiver(track, { direction: 'sendrecv' });
  const channel = peer.createDataChannel('oai-events');
  const events = new Events();
  channel.onMessage.subscribe((data) => events.add(JSON.parse(data.toString())));
  const open = new Promise((resolve) => channel.stateChanged.subscribe((state) => state === 'open' && resolve()));
  let packets = 0;
  transceiver.onTrack.subscribe((remote) => {
    remote.onReceiveRtp.subscribe((packet) => {
      packets++;
      // it has no codec, so it speaks with the emulator's voice
      track.writeRtp(packet.clone());
    });
  });
  await peer.setLocalDescription(await peer.createOffer());
  const { sdp, location } = await answer(peer.localDescription.sdp);
  await peer.setRemoteDescription({ type: 'answer', sdp });
  try {
    await within(open, 'the data channel');
    await events.next('session.created');
    channel.send(JSON.stringify({
      type: 'session.update',
      session: {
        type: 'realtime',
        audio: { input: {
          turn_detection: { ...SERVER_VAD, interrupt_response: false },
          transcription: { model: 'gpt-4o-transcribe', prompt: 'an echo' },
        } },
      },
    }));
    await events.next('session.updated');
    channel.send(JSON.stringify(say(LONG)));
    channel.send(JSON.stringify({ type: 'response.create' }));
    await events.next('output_audio_buffer.started');
    await events.next('input_audio_buffer.speech_started');
    await events.next('output_audio_buffer.stopped');
    await events.next('input_audio_buffer.speech_stopped');
    const echo = await events.next('conversation.item.input_audio_transcription.completed');
    assert.equal(echo.transcript, 'an echo');
    assert.ok(packets > 50, `${packets} packets`);
    await hangUp(location);
  } finally {
    await peer.close();
  }
});

// wrtc's native threads would keep the process
after(() => setTimeout(() => process.exit(), 500));
