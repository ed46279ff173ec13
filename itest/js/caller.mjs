// wrtc (another build of libwebrtc, for Node) calls an agent at the door for pages: no script of ours, no browser.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, test } from 'node:test';
import { Events, question } from './emulator.mjs';

const wrtc = createRequire(import.meta.url)('@roamhq/wrtc');
const { PATCHBAY_DOOR: door, PATCHBAY_CREDENTIAL: credential } = process.env;

test('wrtc asks an agent aloud, reads what was understood, and hears the answer', async () => {
  const peer = new wrtc.RTCPeerConnection();
  const source = new wrtc.nonstandard.RTCAudioSource();
  peer.addTrack(source.createTrack(), new wrtc.MediaStream());
  const channel = peer.createDataChannel('any label');
  const events = new Events();
  channel.onmessage = ({ data }) => events.add(JSON.parse(data));
  const closed = new Promise((resolve) => { channel.onclose = resolve; });
  let energy = 0;
  let heardAloud;
  const aloud = new Promise((resolve) => { heardAloud = resolve; });
  let sink;
  peer.ontrack = ({ track }) => {
    sink = new wrtc.nonstandard.RTCAudioSink(track);
    sink.ondata = ({ samples }) => {
      if (samples.some((sample) => Math.abs(sample) > 1_500) && ++energy === 30) heardAloud();
    };
  };
  await peer.setLocalDescription(await peer.createOffer());
  const headers = { authorization: `Bearer ${credential}`, 'content-type': 'application/sdp' };
  const response = await fetch(`${door}/calls`, { method: 'POST', headers, body: peer.localDescription.sdp });
  const sdp = await response.text();
  assert.equal(response.status, 201, sdp);
  const location = new URL(response.headers.get('location'), door);
  await peer.setRemoteDescription({ type: 'answer', sdp });
  const ready = await events.next('ready');
  assert.equal(ready.media, 'webrtc');
  assert.equal(ready.agent, 'echo');

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
    const asked = await events.next('transcript', { fits: ({ role, done }) => role === 'user' && done });
    assert.equal(asked.text.toLowerCase(), 'what time is it');
    await events.next('transcript', { fits: ({ role, done, text }) => role === 'assistant' && done && text });
    const late = setTimeout(() => heardAloud('late'), 60_000);
    assert.equal(await aloud, undefined, `${energy} loud frames`);
    clearTimeout(late);
    const hungUp = await fetch(location, { method: 'DELETE', headers: { authorization: headers.authorization } });
    assert.equal(hungUp.status, 204);
    await closed;
  } finally {
    clearInterval(clock);
    sink?.stop();
    peer.close();
  }
});

// wrtc's native threads would keep the process
after(() => setTimeout(() => process.exit(), 500));
