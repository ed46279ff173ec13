// A worker in which agents of OpenAI's SDK talk through its Cloudflare transport, both unchanged. Each path is a
// conversation; what it found out is the answer's JSON. A sound that it is to say comes as the request's body.
import { RealtimeAgent, RealtimeSession, tool } from '@openai/agents/realtime';
import { CloudflareRealtimeTransportLayer } from '@openai/agents-extensions';
import { z } from 'zod';
import { Events } from '../events.mjs';

/** 20 ms of mono PCM16 at 24 kHz. */
const FRAME_BYTES = 960;

const LONG = 'Once upon a time there was a very long story about a patchbay, '.repeat(8).trim();

const weather = (name, seen = []) =>
  tool({
    name: 'get_weather',
    description: 'Tells the weather in a city.',
    parameters: z.object({ city: z.enum(['Paris', 'Berlin', 'Tokyo']) }),
    execute: async ({ city }) => {
      seen.push(city);
      return `${name} in ${city}`;
    },
  });

/** A session that is not connected yet, and its events by type: its own, and the provider's. */
function open(agent, options = {}) {
  const transport = new CloudflareRealtimeTransportLayer({});
  const session = new RealtimeSession(agent, {
    transport,
    model: 'gpt-realtime',
    tracingDisabled: true,
    config: {
      audio: {
        input: {
          transcription: { model: 'gpt-4o-mini-transcribe' },
          turnDetection: { type: 'server_vad', silenceDurationMs: 400, interruptResponse: true },
        },
        output: { voice: 'alloy' },
      },
    },
    ...options,
  });
  const events = new Events();
  session.on('transport_event', (event) => events.add(event));
  session.on('audio', (event) => events.add({ type: 'sdk.audio', bytes: event.data.byteLength }));
  session.on('audio_interrupted', () => events.add({ type: 'sdk.audio_interrupted' }));
  session.on('agent_end', (_, by, output) => events.add({ type: 'sdk.agent_end', agent: by.name, output }));
  session.on('agent_handoff', (_, from, to) => events.add({ type: 'sdk.handoff', from: from.name, to: to.name }));
  session.on('guardrail_tripped', () => events.add({ type: 'sdk.guardrail_tripped' }));
  session.on('history_updated', (history) => events.add({ type: 'sdk.history', history }));
  session.on('error', (error) => events.add({ type: 'sdk.error', error: said(error) }));
  transport.on('connection_change', (status) => events.add({ type: 'sdk.connection', status }));
  return { session, transport, events };
}

function said(error) {
  return String(error?.error?.message ?? error?.error?.error?.message ?? error?.message ?? JSON.stringify(error));
}

const answered = (output) => ({ fits: (event) => event.output === output });

/** What was said, by whom. */
function history(session) {
  return session.history.map((item) =>
    item.type === 'message'
      ? [item.role, item.content.map((part) => part.transcript ?? part.text).join('')]
      : [item.type, item.output],
  );
}

function report({ session, transport, events }, more = {}) {
  return {
    history: history(session),
    errors: events.of('sdk.error').map((event) => event.error),
    statuses: events.of('sdk.connection').map((event) => event.status),
    status: transport.status,
    soundBytes: events.of('sdk.audio').reduce((sum, event) => sum + event.bytes, 0),
    ...more,
  };
}

const conversations = {
  /** Words in, sound and words out; then the session is closed here. */
  async message(connect) {
    const call = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }));
    call.session.sendMessage('Good morning to you');
    await call.events.next('sdk.agent_end', answered('Good morning to you'));
    await call.events.next('sdk.history', { fits: () => call.session.history[1]?.status === 'completed' });
    call.session.close();
    return report(call);
  },

  async sound(connect, sound) {
    const call = await connect(new RealtimeAgent({ name: 'Guide', instructions: 'People say "What time is it?".' }));
    for (let at = 0; at < sound.byteLength; at += FRAME_BYTES) {
      call.session.sendAudio(sound.slice(at, at + FRAME_BYTES));
    }
    await call.events.next('sdk.agent_end', answered('What time is it?'));
    await call.events.next('sdk.history', {
      fits: () => call.session.history.length === 2 && call.session.history[0].content[0].transcript,
    });
    return report(call);
  },

  async tool(connect) {
    const cities = [];
    const agent = new RealtimeAgent({ name: 'Weather', instructions: 'Use it.', tools: [weather('Sunny', cities)] });
    const call = await connect(agent);
    call.session.sendMessage('get_weather {"city":"Paris"}');
    await call.events.next('sdk.agent_end', answered('Sunny in Paris'));
    return report(call, { cities });
  },

  async handoff(connect) {
    const specialist = new RealtimeAgent({
      name: 'Specialist',
      instructions: 'Use the tool.',
      handoffDescription: 'Knows the weather.',
      tools: [weather('Rain')],
    });
    const call = await connect(new RealtimeAgent({ name: 'Reception', instructions: 'Go.', handoffs: [specialist] }));
    call.session.sendMessage('transfer_to_Specialist');
    const { from, to } = await call.events.next('sdk.handoff');
    await call.events.next('sdk.agent_end', { fits: (event) => event.agent === 'Specialist' });
    call.session.sendMessage('get_weather {"city":"Berlin"}');
    await call.events.next('sdk.agent_end', answered('Rain in Berlin'));
    return report(call, { from, to, current: call.session.currentAgent.name });
  },

  async guardrail(connect) {
    const call = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }), {
      outputGuardrails: [
        {
          name: 'no secrets',
          policyHint: 'Do not say the secret.',
          execute: async ({ agentOutput }) => ({
            tripwireTriggered: /the password is/.test(agentOutput),
            outputInfo: 'a secret was said',
          }),
        },
      ],
      outputGuardrailSettings: { debounceTextLength: 20 },
    });
    call.session.sendMessage(`the password is swordfish, ${LONG}`);
    await call.events.next('sdk.guardrail_tripped');
    const next = { fits: (event) => /Do not say the secret/.test(event.output) };
    const { output } = await call.events.next('sdk.agent_end', next);
    return report(call, { output });
  },

  /** By the application, then by the caller's voice. */
  async interruption(connect, sound) {
    const call = await connect(new RealtimeAgent({ name: 'Guide', instructions: 'People say "What time is it?".' }));
    const { session, events } = call;
    session.sendMessage(LONG);
    await events.next('sdk.audio');
    session.interrupt();
    await events.next('conversation.item.truncated');
    const byHand = await events.next('response.done');
    const mark = events.mark;
    session.sendMessage(LONG);
    await events.next('sdk.audio', { mark });
    for (let at = 0; at < sound.byteLength; at += FRAME_BYTES) {
      session.sendAudio(sound.slice(at, at + FRAME_BYTES));
    }
    await events.next('sdk.audio_interrupted', { mark });
    const byVoice = await events.next('response.done', { mark });
    await events.next('sdk.agent_end', answered('What time is it?'));
    return report(call, { reasons: [byHand, byVoice].map(({ response }) => response.status_details.reason) });
  },

  /** A transport over WebSocket has no mute of its own and says so; the application sends nothing. */
  async mute(connect) {
    const call = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }));
    let refused;
    try {
      call.session.mute(true);
    } catch (error) {
      refused = said(error);
    }
    call.session.sendMessage('still here');
    await call.events.next('sdk.agent_end', answered('still here'));
    return report(call, { muted: call.session.muted, refused });
  },

  /** Goes on until the line is lost. */
  async lost(connect) {
    const call = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }));
    call.session.sendMessage('hang up on me');
    await call.events.next('sdk.connection', { fits: (event) => event.status === 'disconnected' });
    return report(call);
  },

  /** A line that was lost is opened again, by the same session. */
  async again(connect) {
    const call = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }));
    call.session.sendMessage('hang up on me');
    await call.events.next('sdk.connection', { fits: (event) => event.status === 'disconnected' });
    await call.reconnect();
    const mark = call.events.mark;
    call.session.sendMessage('here again');
    await call.events.next('sdk.agent_end', { mark, ...answered('here again') });
    return report(call);
  },

  /** Does not get in. */
  async refused(connect) {
    const call = open(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }));
    let refused;
    try {
      await connect.with(call);
    } catch (error) {
      refused = said(error);
    }
    return report(call, { refused });
  },
};

export default {
  async fetch(request) {
    const url = new URL(request.url);
    const sessions = [];
    const where = { url: url.searchParams.get('url'), apiKey: request.headers.get('x-key') };
    const connect = async (agent, options) => {
      const call = open(agent, options);
      await connect.with(call);
      await call.events.next('session.updated');
      return { ...call, reconnect: () => call.session.connect(where) };
    };
    connect.with = (call) => {
      sessions.push(call.session);
      return call.session.connect(where);
    };
    try {
      const sound = await request.arrayBuffer();
      return Response.json(await conversations[url.pathname.slice(1)](connect, sound));
    } catch (error) {
      return new Response(error.stack ?? String(error), { status: 500 });
    } finally {
      sessions.forEach((session) => session.close());
    }
  },
};
