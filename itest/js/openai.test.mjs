// OpenAI's JavaScript client, as its users use it: OpenAIRealtimeWS.
import assert from 'node:assert/strict';
import { connect as connectTcp } from 'node:net';
import { afterEach, test } from 'node:test';
import OpenAI from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { apiKey, Events, frames, inject, question, restUrl } from './emulator.mjs';

const open = [];
afterEach(() => open.splice(0).forEach((client) => client.close()));

const client = new OpenAI({ apiKey, baseURL: restUrl });
const LONG = 'Once upon a time there was a very long story about a patchbay, '.repeat(8).trim();

/** The client dials TLS always; the connection that it asks for is a plain one. */
const plain = { createConnection: ({ host, port }) => connectTcp({ host, port }) };

function dial(by = client, props = { model: 'gpt-realtime' }) {
  const socket = new OpenAIRealtimeWS({ ...props, options: plain }, by);
  open.push(socket);
  const events = new Events();
  socket.on('event', (event) => events.add(event));
  socket.on('error', (error) => events.add({ type: 'client.error', error }));
  socket.socket.on('close', (code, reason) => events.add({ type: 'client.close', code, reason: String(reason) }));
  return { socket, events };
}

async function connect(session = {}) {
  const { socket, events } = dial();
  await events.next('session.created');
  socket.send({ type: 'session.update', session: { type: 'realtime', ...session } });
  await events.next('session.updated');
  return { socket, events };
}

function type(socket, text) {
  socket.send({
    type: 'conversation.item.create',
    item: { type: 'message', role: 'user', content: [{ type: 'input_text', text }] },
  });
  socket.send({ type: 'response.create' });
}

function words(done) {
  return done.response.output.flatMap((item) => item.content ?? [])
    .map((part) => part.transcript ?? part.text).join(' ');
}

const WEATHER = {
  type: 'function',
  name: 'get_weather',
  description: 'Tells the weather in a city.',
  parameters: { type: 'object', properties: { city: { type: 'string', enum: ['Paris', 'Berlin'] } }, required: ['city'] },
};

test('a text turn in text', async () => {
  const { socket, events } = await connect({ output_modalities: ['text'] });
  type(socket, 'Good morning to you');
  const done = await events.next('response.done');
  assert.equal(done.response.status, 'completed');
  assert.equal(words(done), 'Good morning to you');
  const deltas = events.of('response.output_text.delta').map((event) => event.delta).join('');
  assert.equal(deltas, 'Good morning to you');
  assert.ok(done.response.usage.total_tokens > 0);
});

test('a text turn in sound', async () => {
  const { socket, events } = await connect();
  type(socket, 'Good morning to you');
  const done = await events.next('response.done');
  assert.equal(words(done), 'Good morning to you');
  const bytes = events.of('response.output_audio.delta')
    .reduce((sum, event) => sum + Buffer.from(event.delta, 'base64').length, 0);
  assert.ok(bytes > 24_000, `only ${bytes} bytes of sound`);
});

test('a spoken turn is heard and answered', async () => {
  const { socket, events } = await connect({
    output_modalities: ['text'],
    instructions: 'People ask "What time is it?" and "Tell me a joke".',
    audio: { input: { transcription: { model: 'whisper-1' }, turn_detection: { type: 'server_vad', silence_duration_ms: 400 } } },
  });
  for (const frame of frames(question('what-time-is-it'))) {
    socket.send({ type: 'input_audio_buffer.append', audio: frame.toString('base64') });
  }
  const started = await events.next('input_audio_buffer.speech_started');
  const stopped = await events.next('input_audio_buffer.speech_stopped');
  assert.ok(stopped.audio_end_ms > started.audio_start_ms + 500);
  const heard = await events.next('conversation.item.input_audio_transcription.completed');
  assert.equal(heard.transcript, 'What time is it?');
  assert.equal(words(await events.next('response.done')), 'What time is it?');
});

test('a tool call and its output', async () => {
  const { socket, events } = await connect({ output_modalities: ['text'], tools: [WEATHER] });
  type(socket, 'get_weather {"city":"Paris"}');
  const called = await events.next('response.function_call_arguments.done');
  assert.deepEqual(JSON.parse(called.arguments), { city: 'Paris' });
  const first = await events.next('response.done');
  socket.send({
    type: 'conversation.item.create',
    item: { type: 'function_call_output', call_id: called.call_id, output: 'Sunny' },
  });
  socket.send({ type: 'response.create' });
  const second = await events.next('response.done', { fits: (event) => event !== first });
  assert.equal(words(second), 'Sunny');
});

test('cancelling and truncating', async () => {
  const { socket, events } = await connect();
  type(socket, LONG);
  const delta = await events.next('response.output_audio.delta');
  socket.send({ type: 'response.cancel' });
  socket.send({ type: 'conversation.item.truncate', item_id: delta.item_id, content_index: 0, audio_end_ms: 100 });
  const done = await events.next('response.done');
  assert.equal(done.response.status, 'cancelled');
  const truncated = await events.next('conversation.item.truncated');
  assert.equal(truncated.audio_end_ms, 100);
  assert.deepEqual(events.of('client.error'), []);
});

test('history is inserted, retrieved and deleted', async () => {
  const { socket, events } = await connect({ output_modalities: ['text'] });
  const message = (id, text) => ({ id, type: 'message', role: 'user', content: [{ type: 'input_text', text }] });
  socket.send({ type: 'conversation.item.create', item: message('second', 'two') });
  socket.send({ type: 'conversation.item.create', previous_item_id: 'root', item: message('first', 'one') });
  const added = await events.next('conversation.item.added', { fits: (event) => event.item.id === 'first' });
  assert.equal(added.previous_item_id, null);
  socket.send({ type: 'conversation.item.retrieve', item_id: 'first' });
  const retrieved = await events.next('conversation.item.retrieved');
  assert.equal(retrieved.item.content[0].text, 'one');
  socket.send({ type: 'conversation.item.delete', item_id: 'second' });
  await events.next('conversation.item.deleted', { fits: (event) => event.item_id === 'second' });
  socket.send({ type: 'response.create' });
  assert.equal(words(await events.next('response.done')), 'one');
});

test('a response beside the conversation refers to an item of it', async () => {
  const { socket, events } = await connect({ output_modalities: ['text'] });
  socket.send({
    type: 'conversation.item.create',
    item: { id: 'said', type: 'message', role: 'user', content: [{ type: 'input_text', text: 'one' }] },
  });
  await events.next('conversation.item.done');
  socket.sendResponseCreate({
    type: 'response.create',
    response: { conversation: 'none', metadata: { topic: 'aside' }, input: [{ type: 'item_reference', id: 'said' }] },
  });
  const done = await events.next('response.done');
  assert.deepEqual(done.response.metadata, { topic: 'aside' });
  assert.equal(words(done), 'one');
  assert.equal(done.response.conversation_id, null);
});

test('errors reach the error listener and name the event', async () => {
  const { socket, events } = await connect();
  socket.send({ type: 'conversation.item.delete', item_id: 'item_that_is_not', event_id: 'mine' });
  const { error } = await events.next('client.error');
  assert.equal(error.error.event_id, 'mine');
  assert.equal(error.error.type, 'invalid_request_error');
});

test('a connection that the server cuts ends with its code', async () => {
  const { events } = await connect();
  const { session } = await events.next('session.created');
  await inject({ fault: 'close', session: session.id, code: 1011, reason: 'gone' });
  const closed = await events.next('client.close');
  assert.equal(closed.code, 1011);
});

test('a wrong key is refused', async () => {
  const { events } = dial(new OpenAI({ apiKey: 'sk-wrong', baseURL: restUrl }));
  const { error } = await events.next('client.error');
  assert.match(String(error.cause ?? error), /401/);
});

test('client secrets are made by REST', async () => {
  const secret = await client.realtime.clientSecrets.create({ session: { type: 'realtime', model: 'gpt-realtime' } });
  assert.match(secret.value, /^ek_/);
  assert.equal(secret.session.type, 'realtime');
  const { events } = dial(new OpenAI({ apiKey: secret.value, baseURL: restUrl }));
  await events.next('session.created');
});
