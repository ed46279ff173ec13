// The hazards that were found in an earlier release of OpenAI's agents SDK, tried on the one that is installed, against a socket of our own.
import { hostedMcpTool } from '@openai/agents-core';
import { TwilioRealtimeTransportLayer } from '@openai/agents-extensions';
import { OpenAIRealtimeWebRTC, OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import { z } from 'zod';

/** A socket whose far end is the test. */
export class Socket {
  #listeners = new Map();
  sent = [];
  readyState = 1;
  addEventListener(type, listener) {
    this.#listeners.set(type, [...(this.#listeners.get(type) ?? []), listener]);
  }
  tell(type, event) {
    for (const listener of this.#listeners.get(type) ?? []) listener(event);
  }
  open() { this.tell('open', {}); }
  send(text) { this.sent.push(JSON.parse(text)); }
  close() { this.drop(); }
  drop() { if (this.readyState === 1) { this.readyState = 3; this.tell('close', { code: 1006, reason: '' }); } }
  receive(...events) {
    for (const event of events) this.tell('message', { data: JSON.stringify({ event_id: `e${++Socket.count}`, ...event }) });
  }
  types() { return this.sent.map((event) => event.type); }
  all(type) { return this.sent.filter((event) => event.type === type); }
}
Socket.count = 0;

export const settled = () => new Promise((done) => setTimeout(done, 5));

/** A session that is connected to a socket of ours; its events are listed in `events`. */
export async function connected(agent, options = {}, { listen = true, Transport = OpenAIRealtimeWebSocket, more = {}, connecting = () => {} } = {}) {
  const sockets = [];
  const transport = new Transport({
    ...more,
    createWebSocket: async () => {
      const socket = new Socket();
      sockets.push(socket);
      connecting();
      queueMicrotask(() => queueMicrotask(() => socket.open()));
      return socket;
    },
  });
  const session = new RealtimeSession(agent, { transport, tracingDisabled: true, ...options });
  const events = [];
  const emit = session.emit.bind(session);
  session.emit = (type, ...args) => { events.push({ type, args }); return emit(type, ...args); };
  if (listen) session.on('error', () => {});
  await session.connect({ apiKey: 'k' });
  const socket = sockets.at(-1);
  socket.receive({ type: 'session.created', session: { tracing: null } });
  return { session, transport, events, socket, sockets, named: (type) => events.filter((event) => event.type === type) };
}

export const plain = (more = {}) => new RealtimeAgent({ name: 'guide', instructions: 'Be kind.', ...more });
const SOUND = Buffer.alloc(48_000).toString('base64'); // one second

const created = (id) => ({ type: 'response.created', response: { id, status: 'in_progress', output: [] } });
const done = (id, status = 'completed', output = [], more = {}) => ({ type: 'response.done', response: { id, status, output, ...more } });
const delta = (id, item, sound = SOUND) => ({
  type: 'response.output_audio.delta', response_id: id, item_id: item, output_index: 0, content_index: 0, delta: sound,
});
const audioDone = (id, item) => ({ type: 'response.output_audio.done', response_id: id, item_id: item, output_index: 0, content_index: 0 });
const message = (id, role, content, more = {}) => ({ type: 'conversation.item.added', previous_item_id: null, item: { id, type: 'message', role, status: 'completed', content, ...more } });
const call = (response, id, name, args) => ({
  type: 'response.output_item.done', response_id: response, output_index: 0,
  item: { id: `item_${id}`, type: 'function_call', status: 'completed', call_id: id, name, arguments: args },
});
const updated = (session) => ({ type: 'session.updated', session: { type: 'realtime', ...session } });

const clock = (execute = async () => 'noon', more = {}) => tool({ name: 'clock', description: 'Tells the time.', parameters: z.object({}), execute, ...more });

/** Each tells, as a list of words, what of its hazard is still there. */
export const hazards = {
  async 1() {
    const still = [];
    const after = await connected(plain());
    after.socket.receive(created('r'), delta('r', 'i'), audioDone('r', 'i'), done('r'));
    after.session.interrupt();
    if (!after.socket.types().includes('conversation.item.truncate')) still.push('after generation');
    const before = await connected(plain());
    before.socket.receive(created('r'));
    before.session.interrupt();
    if (!before.socket.types().includes('response.cancel')) still.push('before first audio');
    const text = await connected(plain(), { config: { outputModalities: ['text'] } });
    text.socket.receive(created('r'), { type: 'response.output_text.delta', response_id: 'r', item_id: 'i', output_index: 0, content_index: 0, delta: 'Hello' });
    text.session.interrupt();
    if (!text.socket.types().includes('response.cancel')) still.push('text');
    return still;
  },
  async 2() {
    const { socket } = await connected(plain());
    socket.receive(updated({ audio: { input: { turn_detection: { type: 'server_vad', interrupt_response: false } } } }), created('r'), delta('r', 'i'));
    socket.receive({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 });
    return socket.types().includes('response.cancel') ? ['cancels'] : [];
  },
  async 3() {
    const { socket } = await connected(plain(), {}, { Transport: TwilioRealtimeTransportLayer, more: { twilioWebSocket: new Socket() } });
    return socket.sent[0].session.audio.output.format.type === 'audio/pcmu' ? [] : ['not u-law'];
  },
  async 4() {
    let runs = 0;
    const { session, socket } = await connected(plain({ tools: [clock(async () => { runs++; return 'noon'; })] }));
    await session.connect({ apiKey: 'k' }).catch(() => {});
    socket.receive(created('r'), call('r', 'c', 'clock', '{}'), done('r'));
    await settled();
    return runs === 0 ? ['tools are dead'] : [];
  },
  async 5() {
    const { socket } = await connected(plain({ tools: [clock()] }));
    socket.receive(created('r'), call('r', 'c', 'clock', '{"broken'), done('r'));
    await settled();
    return socket.all('conversation.item.create').some((event) => event.item.type === 'function_call_output') ? [] : ['no output'];
  },
  async 6() {
    const still = [];
    const { socket } = await connected(plain(), {}, { listen: false });
    try { socket.receive({ type: 'error', error: { type: 'invalid_request_error', message: 'no' } }); } catch { still.push('error without listener'); }
    const strict = await connected(plain());
    try { strict.socket.receive(message('u', 'user', [{ type: 'input_audio' }])); } catch { still.push('item schema'); }
    return still;
  },
  async 7() {
    const still = [];
    const { session, socket } = await connected(plain());
    socket.receive(message('u', 'user', [{ type: 'input_text', text: 'Look' }, { type: 'input_image', image_url: 'data:image/png;base64,AA==' }]));
    if (session.history.length === 0) still.push('images');
    const hosted = await connected(plain({ tools: [hostedMcpTool({ serverLabel: 's', serverUrl: 'https://mcp.example' })] }));
    const lists = (more) => hosted.socket.receive({
      type: 'conversation.item.done', previous_item_id: null,
      item: { id: 'm', type: 'mcp_list_tools', server_label: 's', tools: [{ name: 't', input_schema: {}, ...more }] },
    });
    lists({});
    if (!hosted.session.availableMcpTools.length) still.push('MCP lists');
    lists({ description: 'd' });
    if (!hosted.session.availableMcpTools.length) throw new Error('no list at all is seen');
    return still;
  },
  async 8() {
    const { session, socket } = await connected(plain());
    session.sendMessage('Hello');
    const [create] = socket.all('response.create');
    socket.receive(created('of the server'));
    socket.receive({ type: 'error', error: { type: 'invalid_request_error', code: 'conversation_already_has_active_response', message: 'busy', event_id: create.event_id } });
    socket.receive(done('of the server'));
    await settled();
    return socket.all('response.create').length < 2 ? ['lost'] : [];
  },
  async 9() {
    const finish = {};
    const waiting = (name) => tool({ name, description: name, parameters: z.object({}), execute: () => new Promise((resolve) => { finish[name] = () => resolve('ok'); }) });
    const { socket } = await connected(plain({ tools: [waiting('one'), waiting('two')] }));
    socket.receive(created('r'), call('r', 'a', 'one', '{}'), call('r', 'b', 'two', '{}'), done('r'));
    await settled();
    finish.one();
    await settled();
    finish.two();
    await settled();
    if (socket.all('response.create').length === 1) socket.receive(created('r2'), done('r2'));
    await settled();
    return socket.all('response.create').length > 1 ? ['two answers'] : [];
  },
  async 10() {
    const { session, socket, named } = await connected(plain());
    socket.receive(created('r'), delta('r', 'i'));
    await settled();
    session.interrupt();
    const before = named('audio').length;
    socket.receive(delta('r', 'i'));
    return named('audio').length > before ? ['late audio'] : [];
  },
  async 11() {
    const still = [];
    const { session, socket, events } = await connected(plain());
    const before = events.length;
    socket.drop();
    if (events.length === before) still.push('no event');
    let threw = false;
    try { session.sendAudio(new ArrayBuffer(480)); } catch { threw = true; }
    if (!threw) still.push('audio dropped in silence');
    return still;
  },
  async 12() {
    const { socket, named } = await connected(plain());
    socket.receive(created('r'), done('r', 'failed', [], { status_details: { type: 'failed', error: { type: 'server_error', code: 'insufficient_quota' } } }));
    return named('error').length ? [] : ['silent'];
  },
  async 13() {
    const still = [];
    let signal = 'not called';
    const { session, socket } = await connected(plain({
      tools: [clock((input, context, details) => { signal = details?.signal; return new Promise(() => {}); })],
    }));
    socket.receive(created('r'), delta('r', 'i'), call('r', 'c', 'clock', '{}'));
    await settled();
    session.interrupt();
    if (!signal) still.push('no signal');
    if (!signal?.aborted) still.push('not cancelled');
    return still;
  },
  async 14() {
    const still = [];
    const { session, transport, socket } = await connected(plain({ tools: [clock()] }));
    await session.updateAgent(new RealtimeAgent({ name: 'other', instructions: 'x' }));
    const last = socket.all('session.update').at(-1);
    if (!last.session.tools || last.session.tools.length) still.push('tools stay');
    transport.updateSessionConfig({ instructions: 'y' });
    if (socket.all('session.update').at(-1).session.audio) still.push('resets');
    return still;
  },
  async 15() {
    const still = [];
    const legacy = await connected(plain(), { config: { audio: { input: { transcription: { model: 'mine' } } }, speed: 1.2 } });
    if (legacy.socket.sent[0].session.audio?.input?.transcription?.model !== 'mine') still.push('new fields lost');
    const typo = await connected(plain(), { config: { inputAudioFormat: 'pcm-16' } }).catch(() => null);
    if (typo?.socket.sent[0].session.audio?.input?.format?.type === 'audio/pcm') still.push('typo taken');
    return still;
  },
  async 16() {
    const still = [];
    const { session, sockets } = await connected(plain());
    await session.updateAgent(new RealtimeAgent({ name: 'other', instructions: 'x' }));
    sockets[0].receive(message('u', 'user', [{ type: 'input_text', text: 'Hello' }]));
    sockets[0].drop();
    await session.connect({ apiKey: 'k' });
    if (session.currentAgent.name === 'guide') still.push('first agent');
    if (!session.history.length) still.push('no history');
    return still;
  },
  async 17() {
    const { session, socket } = await connected(plain());
    socket.receive(message('a', 'user', [{ type: 'input_text', text: 'A' }]), { ...message('b', 'user', [{ type: 'input_text', text: 'B' }]), previous_item_id: 'a' });
    session.updateHistory((history) => [history[0], { type: 'message', itemId: 'n', role: 'user', status: 'completed', content: [{ type: 'input_text', text: 'N' }] }, history[1]]);
    return socket.all('conversation.item.create').at(-1).previous_item_id === 'a' ? [] : ['at the end'];
  },
  async 18() {
    const still = [];
    const track = { kind: 'audio', enabled: true, stop() {} };
    const channels = [];
    const peers = [];
    class Channel extends EventTarget {
      readyState = 'open';
      sent = [];
      send(text) { this.sent.push(JSON.parse(text)); }
      close() { this.readyState = 'closed'; }
      receive(event) { this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify({ event_id: `e${++Socket.count}`, ...event }) })); }
    }
    class Peer {
      connectionState = 'new';
      localDescription = { sdp: 'offer' };
      constructor() { peers.push(this); }
      createDataChannel() { const channel = new Channel(); channels.push(channel); return channel; }
      addTrack(added) { this.track = added; return { track: added }; }
      getSenders() { return this.track ? [{ track: this.track }] : []; }
      async createOffer() { return { sdp: 'offer', type: 'offer' }; }
      async setLocalDescription() {}
      async setRemoteDescription() { setTimeout(() => channels.at(-1).dispatchEvent(new Event('open')), 1); }
      close() {}
    }
    globalThis.RTCPeerConnection = Peer;
    const fetched = globalThis.fetch;
    globalThis.fetch = async () => new Response('answer', { headers: { Location: '/v1/realtime/calls/rtc_1' } });
    try {
      const stream = () => ({ getAudioTracks: () => [track] });
      const transport = new OpenAIRealtimeWebRTC({ mediaStream: stream(), audioElement: {}, useInsecureApiKey: true });
      const session = new RealtimeSession(plain(), { transport, tracingDisabled: true });
      let interrupted = 0;
      session.on('audio_interrupted', () => interrupted++);
      session.on('error', () => {});
      const connect = async () => {
        const connecting = session.connect({ apiKey: 'k' });
        while (!channels.at(-1)?.sent.length) await settled();
        channels.at(-1).receive(updated({}));
        await connecting;
      };
      await connect();
      const [channel] = channels;
      channel.receive(created('r'));
      channel.receive({ type: 'output_audio_buffer.started', response_id: 'r' });
      channel.receive({ type: 'input_audio_buffer.speech_started', item_id: 'u', audio_start_ms: 0 });
      channel.receive({ type: 'output_audio_buffer.cleared', response_id: 'r' });
      if (!interrupted) still.push('no audio_interrupted');
      channel.readyState = 'closed';
      channel.dispatchEvent(new Event('close'));
      if (transport.status === 'connected') still.push('closed channel unnoticed');
      transport.close();
      channels.length = 0;
      session.mute(true);
      track.enabled = true;
      await connect();
      if (transport.muted && track.enabled) still.push('muted with a live microphone');
      transport.close();
    } finally {
      globalThis.fetch = fetched;
      delete globalThis.RTCPeerConnection;
    }
    return still;
  },
  async 19() {
    const { socket, named } = await connected(plain(), {
      outputGuardrails: [{ name: 'no', execute: async () => ({ tripwireTriggered: true, outputInfo: {} }) }],
    });
    const item = { id: 'i', type: 'message', role: 'assistant', status: 'completed', content: [{ type: 'output_audio', transcript: 'Bad' }] };
    socket.receive(created('r'), delta('r', 'i'), audioDone('r', 'i'), done('r', 'completed', [item]));
    await settled();
    if (!named('guardrail_tripped').length) throw new Error('the guardrail did not trip');
    return named('audio_interrupted').length ? [] : ['plays on'];
  },
  async 20() {
    const other = new RealtimeAgent({ name: 'other', instructions: 'x' });
    const { socket, named } = await connected(plain({ handoffs: [other] }));
    socket.receive(created('r'), call('r', 'c', 'transfer_to_other', '{}'));
    await settled();
    socket.receive(done('r'));
    await settled();
    return named('agent_end')[0]?.args[1].name === 'guide' ? [] : ['wrong agent'];
  },
  async 21() {
    const still = [];
    const phone = new Socket();
    const media = (chunk) => phone.tell('message', { data: JSON.stringify({ event: 'media', media: { payload: chunk, timestamp: '20' } }), toString() { return this.data; } });
    const { socket } = await connected(plain(), {}, {
      Transport: TwilioRealtimeTransportLayer,
      more: { twilioWebSocket: phone },
      connecting() {
        phone.tell('message', { data: JSON.stringify({ event: 'start', start: { streamSid: 's', mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 } } }) });
        media(Buffer.alloc(160, 1).toString('base64'));
      },
    });
    if (!socket.types().includes('input_audio_buffer.append')) still.push('first words lost');
    socket.drop();
    if (phone.readyState === 1) still.push('caller in silence');
    return still;
  },
  async 22() {
    const { socket } = await connected(plain({
      tools: [hostedMcpTool({ serverLabel: 's', connectorId: 'connector_x', authorization: 'secret', serverDescription: 'd' })],
    }));
    const [sent] = socket.sent[0].session.tools ?? [];
    return ['connector_id', 'authorization', 'server_description'].filter((key) => !sent?.[key]);
  },
  async 23() {
    const { session, socket } = await connected(plain());
    socket.receive(message('u', 'user', [{ type: 'input_audio', transcript: null }]));
    socket.receive({ type: 'conversation.item.input_audio_transcription.completed', item_id: 'u', content_index: 0, transcript: 'Hello' });
    socket.receive({ type: 'conversation.item.retrieved', item: { id: 'u', type: 'message', role: 'user', status: 'completed', content: [{ type: 'input_audio', transcript: null }] } });
    return session.history[0]?.content[0].transcript === 'Hello' ? [] : ['erased'];
  },
  async 24() {
    const { session } = await connected(plain());
    try { session.sendAudio(new ArrayBuffer(400_000)); return []; } catch { return ['overflow']; }
  },
  async 25() {
    let runs = 0;
    const { socket } = await connected(plain(), {
      outputGuardrails: [{ name: 'count', execute: async () => { runs++; return { tripwireTriggered: false, outputInfo: {} }; } }],
      outputGuardrailSettings: { debounceTextLength: 0 },
    });
    socket.receive(created('r'));
    for (const word of ['one ', 'two ', 'three ']) {
      socket.receive({ type: 'response.output_audio_transcript.delta', response_id: 'r', item_id: 'i', output_index: 0, content_index: 0, delta: word });
      await settled();
    }
    return runs < 3 ? ['once'] : [];
  },
  async 26() {
    const still = [];
    const off = await connected(plain());
    off.socket.sent.length = 0;
    off.socket.receive({ type: 'session.created', session: { tracing: { workflow_name: 'of the token' } } });
    if (!off.socket.all('session.update').some((event) => event.session.tracing === null)) still.push('cannot be disabled');
    const auto = await connected(plain(), { tracingDisabled: false });
    auto.socket.sent.length = 0;
    auto.socket.receive({ type: 'session.created', session: { tracing: { workflow_name: 'of the token' } } });
    if (auto.socket.all('session.update').some((event) => event.session.tracing === 'auto')) still.push('auto overrides');
    return still;
  },
};
