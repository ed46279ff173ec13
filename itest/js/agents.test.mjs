// OpenAI's agents SDK, as its users use it: RealtimeSession over WebSocket.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { backgroundResult, RealtimeAgent, RealtimeSession, tool } from '@openai/agents-realtime';
import { z } from 'zod';
import { apiKey, Events, frames, inject, question, webSocketUrl } from './emulator.mjs';

const open = [];
afterEach(() => open.splice(0).forEach((session) => session.close()));

const SERVER_VAD = { type: 'server_vad', silenceDurationMs: 400, interruptResponse: true };

function config(more = {}) {
  const { input = {}, ...rest } = more;
  return {
    audio: {
      input: { transcription: { model: 'gpt-4o-mini-transcribe' }, turnDetection: SERVER_VAD, ...input },
      output: { voice: 'alloy' },
    },
    ...rest,
  };
}

/** A connected session; `events` has both its own events and the raw ones, by type. */
async function connect(agent, options = {}, url = `${webSocketUrl}?model=gpt-realtime`) {
  const session = new RealtimeSession(agent, {
    transport: 'websocket',
    model: 'gpt-realtime',
    config: config(),
    tracingDisabled: true,
    ...options,
  });
  open.push(session);
  const events = new Events();
  session.on('transport_event', (event) => events.add(event));
  session.on('audio', (event) => events.add({ type: 'sdk.audio', bytes: event.data.byteLength }));
  session.on('audio_interrupted', () => events.add({ type: 'sdk.audio_interrupted' }));
  session.on('agent_end', (_, by, output) => events.add({ type: 'sdk.agent_end', agent: by.name, output }));
  session.on('agent_handoff', (_, from, to) => events.add({ type: 'sdk.handoff', from: from.name, to: to.name }));
  session.on('agent_tool_end', (_, by, called, result) =>
    events.add({ type: 'sdk.tool_end', tool: called.name, result }));
  session.on('guardrail_tripped', () => events.add({ type: 'sdk.guardrail_tripped' }));
  session.on('tool_approval_requested', (_, by, request) => events.add({ type: 'sdk.approval', request }));
  session.on('history_updated', (history) => events.add({ type: 'sdk.history', history }));
  session.on('error', (error) => events.add({ type: 'sdk.error', error }));
  session.transport.on('connection_change', (status) => events.add({ type: 'sdk.connection', status }));
  await session.connect({ apiKey, url });
  await events.next('session.updated');
  return { session, events };
}

function say(session, sound) {
  for (const frame of frames(sound)) {
    session.sendAudio(frame.buffer.slice(frame.byteOffset, frame.byteOffset + frame.length));
  }
}

function texts(session) {
  return session.history
    .filter((item) => item.type === 'message')
    .map((item) => [item.role, item.content.map((part) => part.transcript ?? part.text).join('')]);
}

/** The history once it looks as wanted. */
function history(events, session, fits) {
  return events.next('sdk.history', { fits: () => fits(session.history) });
}

const LONG = 'Once upon a time there was a very long story about a patchbay, ' .repeat(8).trim();

const weather = (execute, more = {}) =>
  tool({
    name: 'get_weather',
    description: 'Tells the weather in a city.',
    parameters: z.object({ city: z.enum(['Paris', 'Berlin', 'Tokyo']) }),
    execute,
    ...more,
  });

test('a text turn is answered in sound and in words', async () => {
  const { session, events } = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }));
  session.sendMessage('Good morning to you');
  const end = await events.next('sdk.agent_end');
  assert.equal(end.output, 'Good morning to you');
  await events.next('response.done');
  const bytes = events.of('sdk.audio').reduce((sum, event) => sum + event.bytes, 0);
  assert.ok(bytes > 24_000, `only ${bytes} bytes of sound`);
  assert.equal(bytes % 2, 0);
  assert.deepEqual(texts(session), [['user', 'Good morning to you'], ['assistant', 'Good morning to you']]);
  assert.equal(session.history[1].status, 'completed');
  assert.ok(session.usage.inputTokens > 0 && session.usage.outputTokens > 0);
  assert.deepEqual(events.of('sdk.error'), []);
});

test('a spoken turn is heard, transcribed and answered', async () => {
  const agent = new RealtimeAgent({ name: 'Guide', instructions: 'People ask "What time is it?" and "Tell me a joke".' });
  const { session, events } = await connect(agent);
  say(session, question('what-time-is-it'));
  const heard = await events.next('conversation.item.input_audio_transcription.completed');
  assert.equal(heard.transcript, 'What time is it?');
  const end = await events.next('sdk.agent_end');
  assert.equal(end.output, 'What time is it?');
  await history(events, session, (items) => items.length === 2 && items[0].content[0].transcript);
  assert.deepEqual(texts(session), [['user', 'What time is it?'], ['assistant', 'What time is it?']]);
  assert.deepEqual(events.of('sdk.error'), []);
});

test('push to talk: the client commits and asks', async () => {
  const agent = new RealtimeAgent({ name: 'Guide', instructions: 'People say "What time is it?".' });
  const { session, events } = await connect(agent, { config: config({ input: { turnDetection: null } }) });
  say(session, question('what-time-is-it'));
  session.transport.sendEvent({ type: 'input_audio_buffer.commit' });
  session.transport.requestResponse();
  const end = await events.next('sdk.agent_end');
  assert.equal(end.output, 'What time is it?');
  assert.equal(events.of('input_audio_buffer.speech_started').length, 0);
});

test('a tool that was asked for in writing is called, and its output is spoken', async () => {
  const cities = [];
  const agent = new RealtimeAgent({
    name: 'Weather',
    instructions: 'Use the tool.',
    tools: [weather(async ({ city }) => { cities.push(city); return `Sunny in ${city}`; })],
  });
  const { session, events } = await connect(agent);
  session.sendMessage('get_weather {"city":"Paris"}');
  const done = await events.next('sdk.tool_end');
  assert.equal(done.result, 'Sunny in Paris');
  const end = await events.next('sdk.agent_end', { fits: (event) => event.output === 'Sunny in Paris' });
  assert.equal(end.agent, 'Weather');
  assert.deepEqual(cities, ['Paris']);
  const call = session.history.find((item) => item.type === 'function_call');
  assert.equal(call.output, 'Sunny in Paris');
  assert.equal(call.status, 'completed');
});

test('a tool that was asked for aloud is called', async () => {
  const cities = [];
  const agent = new RealtimeAgent({
    name: 'Weather',
    instructions: 'People ask "What\'s the weather in Paris?" and "Tell me a joke".',
    tools: [weather(async ({ city }) => { cities.push(city); return `Sunny in ${city}`; })],
  });
  const { session, events } = await connect(agent);
  say(session, question('weather-in-paris'));
  await events.next('sdk.agent_end', { fits: (event) => event.output === 'Sunny in Paris' });
  assert.deepEqual(cities, ['Paris']);
});

test('a tool that fails gets an output that says so', async () => {
  const agent = new RealtimeAgent({
    name: 'Weather',
    instructions: 'Use the tool.',
    tools: [weather(async () => { throw new Error('no satellite'); })],
  });
  const { session, events } = await connect(agent);
  session.sendMessage('get_weather {"city":"Paris"}');
  await events.next('sdk.agent_end', { fits: (event) => /error occurred while running the tool/.test(event.output) });
  assert.deepEqual(events.of('error'), []);
});

test('a tool that works in the background causes no second response', async () => {
  const agent = new RealtimeAgent({
    name: 'Weather',
    instructions: 'Use the tool.',
    tools: [weather(async () => backgroundResult('later'))],
  });
  const { session, events } = await connect(agent);
  session.sendMessage('get_weather {"city":"Paris"}');
  await events.next('conversation.item.done', { fits: (event) => event.item.type === 'function_call_output' });
  session.sendMessage('thanks');
  await events.next('sdk.agent_end', { fits: (event) => event.output === 'thanks' });
  assert.equal(events.of('response.created').length, 2);
});

test('a call waits for approval', async () => {
  const agent = new RealtimeAgent({
    name: 'Weather',
    instructions: 'Use the tool.',
    tools: [weather(async ({ city }) => `Sunny in ${city}`, { needsApproval: true })],
  });
  const { session, events } = await connect(agent);
  session.sendMessage('get_weather {"city":"Paris"}');
  const approval = await events.next('sdk.approval');
  assert.equal(events.of('sdk.tool_end').length, 0);
  await session.approve(approval.request.approvalItem);
  await events.next('sdk.agent_end', { fits: (event) => event.output === 'Sunny in Paris' });
});

test('interrupting truncates what was not heard', async () => {
  const { session, events } = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }));
  session.sendMessage(LONG);
  await events.next('sdk.audio');
  session.interrupt();
  await events.next('sdk.audio_interrupted');
  const truncated = await events.next('conversation.item.truncated');
  const done = await events.next('response.done');
  assert.equal(done.response.status, 'cancelled');
  assert.equal(done.response.status_details.reason, 'client_cancelled');
  const retrieved = await events.next('conversation.item.retrieved');
  assert.equal(retrieved.item.id, truncated.item_id);
  assert.equal(retrieved.item.status, 'incomplete');
  session.sendMessage('still there');
  await events.next('sdk.agent_end', { fits: (event) => event.output === 'still there' });
  assert.deepEqual(events.of('error'), []);
});

test('speaking over the agent interrupts it', async () => {
  const agent = new RealtimeAgent({ name: 'Guide', instructions: 'People say "What time is it?".' });
  const { session, events } = await connect(agent);
  session.sendMessage(LONG);
  await events.next('sdk.audio');
  say(session, question('what-time-is-it'));
  await events.next('sdk.audio_interrupted');
  const done = await events.next('response.done');
  assert.equal(done.response.status, 'cancelled');
  assert.equal(done.response.status_details.reason, 'turn_detected');
  await events.next('sdk.agent_end', { fits: (event) => event.output === 'What time is it?' });
  assert.deepEqual(events.of('error'), []);
});

test('history can be edited: items are deleted, changed and added', async () => {
  const { session, events } = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }));
  session.sendMessage('first');
  await events.next('response.done');
  await history(events, session, (items) => items.length === 2 && items[1].status === 'completed');
  const [user] = session.history;
  session.updateHistory([{ ...user, content: [{ type: 'input_text', text: 'changed' }] }]);
  await events.next('conversation.item.deleted', { fits: (event) => event.item_id !== user.itemId });
  await history(events, session, (items) => items.length === 1 && items[0].content[0].text === 'changed');
  const mark = events.mark;
  session.transport.requestResponse();
  const end = await events.next('sdk.agent_end', { mark });
  assert.equal(end.output, 'changed');
  assert.deepEqual(events.of('error'), []);
});

test('an image is kept in the conversation', async () => {
  const { session, events } = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }));
  const dot = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
  session.addImage(`data:image/png;base64,${dot}`);
  const added = await events.next('conversation.item.added', { fits: (event) => event.item.role === 'user' });
  assert.equal(added.item.content[0].type, 'input_image');
  await events.next('sdk.agent_end');
});

test('a handoff lets another agent go on, with its own tools', async () => {
  const specialist = new RealtimeAgent({
    name: 'Specialist',
    instructions: 'Use the tool.',
    handoffDescription: 'Knows the weather.',
    tools: [weather(async ({ city }) => `Rain in ${city}`)],
  });
  const first = new RealtimeAgent({ name: 'Reception', instructions: 'Hand over.', handoffs: [specialist] });
  const { session, events } = await connect(first);
  session.sendMessage('transfer_to_Specialist');
  const handoff = await events.next('sdk.handoff');
  assert.deepEqual([handoff.from, handoff.to], ['Reception', 'Specialist']);
  await events.next('sdk.agent_end', { fits: (event) => event.agent === 'Specialist' });
  const updated = events.of('session.updated').at(-1);
  assert.deepEqual(updated.session.tools.map((each) => each.name), ['get_weather']);
  session.sendMessage('get_weather {"city":"Berlin"}');
  await events.next('sdk.agent_end', { fits: (event) => event.output === 'Rain in Berlin' });
  assert.equal(session.currentAgent.name, 'Specialist');
});

test('a guardrail that trips silences the answer and asks for another', async () => {
  const { session, events } = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }), {
    outputGuardrails: [{
      name: 'no secrets',
      policyHint: 'Do not say the secret.',
      execute: async ({ agentOutput }) =>
        ({ tripwireTriggered: /the password is/.test(agentOutput), outputInfo: 'a secret was said' }),
    }],
    outputGuardrailSettings: { debounceTextLength: 20 },
  });
  session.sendMessage(`the password is swordfish, ${LONG}`);
  await events.next('sdk.guardrail_tripped');
  await events.next('sdk.agent_end', { fits: (event) => /Do not say the secret/.test(event.output) });
});

test('a bad event is answered by an error, and the session goes on', async () => {
  const { session, events } = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }));
  session.transport.sendEvent({ type: 'conversation.item.delete', item_id: 'item_that_is_not', event_id: 'mine' });
  const refused = await events.next('error');
  assert.equal(refused.error.type, 'invalid_request_error');
  assert.equal(refused.error.event_id, 'mine');
  await events.next('sdk.error');
  session.transport.sendEvent({ type: 'no.such.event' });
  await events.next('error', { fits: (event) => event !== refused });
  session.sendMessage('still here');
  await events.next('sdk.agent_end', { fits: (event) => event.output === 'still here' });
});

test('a response that fails at the server is reported', async () => {
  const { session, events } = await connect(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }));
  const { session: created } = await events.next('session.created');
  await inject({ fault: 'fail_response', session: created.id });
  session.sendMessage('hello');
  const done = await events.next('response.done');
  assert.equal(done.response.status, 'failed');
});

test('a wrong key is refused', async () => {
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }), {
    transport: 'websocket',
    tracingDisabled: true,
  });
  open.push(session);
  session.on('error', () => {});
  await assert.rejects(session.connect({ apiKey: 'sk-wrong', url: `${webSocketUrl}?model=gpt-realtime` }));
});

test('a client secret lets a page in', async () => {
  const answer = await fetch(new URL('/v1/realtime/client_secrets', webSocketUrl.replace('ws:', 'http:')), {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify({ session: { type: 'realtime', model: 'gpt-realtime' } }),
  });
  assert.equal(answer.status, 200);
  const { value } = await answer.json();
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Echo', instructions: 'Repeat.' }), {
    transport: 'websocket',
    model: 'gpt-realtime',
    config: config(),
    tracingDisabled: true,
  });
  open.push(session);
  const ended = new Promise((resolve) => session.on('agent_end', (_, by, output) => resolve(output)));
  await session.connect({ apiKey: value, url: `${webSocketUrl}?model=gpt-realtime` });
  session.sendMessage('hello');
  assert.equal(await ended, 'hello');
});
