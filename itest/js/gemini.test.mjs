// Google's JavaScript client, as its users use it: ai.live.connect.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Behavior, FunctionResponseScheduling, GoogleGenAI, Modality, Type } from '@google/genai';
import { apiKey, Events, inject, question, restUrl } from './emulator.mjs';

const MODEL = 'gemini-2.5-flash-native-audio-preview-12-2025';
/** 20 ms of mono PCM16 at 24 kHz, which the MIME type says. */
const FRAME_BYTES = 960;

const open = [];
afterEach(() => open.splice(0).forEach((session) => session.close()));

const ai = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: new URL('/', restUrl).toString() } });

/** What a message says, as the names of what it holds: 'setupComplete', 'turnComplete', … */
function kinds(message) {
  const { serverContent, ...rest } = message;
  return [...Object.keys(rest), ...Object.keys(serverContent ?? {})];
}

async function connect(config = {}, by = ai) {
  const events = new Events();
  const session = await by.live.connect({
    model: MODEL,
    config: { responseModalities: [Modality.AUDIO], outputAudioTranscription: {}, ...config },
    callbacks: {
      onmessage: (message) => kinds(message).forEach((type) => events.add({ type, message })),
      onerror: (error) => events.add({ type: 'error', error }),
      onclose: ({ code, reason }) => events.add({ type: 'close', code, reason }),
    },
  });
  open.push(session);
  return { session, events };
}

function said(events, whose = 'outputTranscription') {
  return events.of(whose).map(({ message }) => message.serverContent[whose].text ?? '').join('');
}

const WEATHER = {
  name: 'get_weather',
  description: 'Tells the weather in a city.',
  parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING, enum: ['Paris', 'Berlin'] } } },
};

test('Gemini: a text turn in sound', async () => {
  const { session, events } = await connect();
  session.sendClientContent({ turns: 'Good morning to you' });
  const { message } = await events.next('turnComplete');
  assert.ok(message.usageMetadata.totalTokenCount > 0);
  assert.equal(said(events), 'Good morning to you');
  const bytes = events.of('modelTurn').reduce((sum, event) => sum + Buffer.from(event.message.data, 'base64').length, 0);
  assert.ok(bytes > 24_000, `only ${bytes} bytes of sound`);
  await events.next('generationComplete');
});

test('Gemini: a spoken turn is heard and answered', async () => {
  const { session, events } = await connect({
    inputAudioTranscription: {},
    systemInstruction: 'People ask "What time is it?" and "Tell me a joke".',
  });
  const sound = question('what-time-is-it');
  for (let at = 0; at < sound.length; at += FRAME_BYTES) {
    const data = sound.subarray(at, at + FRAME_BYTES).toString('base64');
    session.sendRealtimeInput({ audio: { data, mimeType: 'audio/pcm;rate=24000' } });
  }
  await events.next('turnComplete');
  assert.equal(said(events, 'inputTranscription'), 'What time is it?');
  assert.equal(said(events), 'What time is it?');
});

test('Gemini: a tool call and its answer', async () => {
  const { session, events } = await connect({ tools: [{ functionDeclarations: [WEATHER] }] });
  session.sendRealtimeInput({ text: 'get_weather {"city":"Paris"}' });
  const [call] = (await events.next('toolCall')).message.toolCall.functionCalls;
  assert.deepEqual(call.args, { city: 'Paris' });
  session.sendToolResponse({ functionResponses: { id: call.id, name: call.name, response: { output: 'Sunny' } } });
  await events.next('turnComplete');
  assert.equal(said(events), 'Sunny');
});

test('Gemini: the model goes on during a tool that does not block', async () => {
  const tool = { ...WEATHER, behavior: Behavior.NON_BLOCKING };
  const { session, events } = await connect({ tools: [{ functionDeclarations: [tool] }] });
  session.sendRealtimeInput({ text: 'get_weather {"city":"Paris"}' });
  const [call] = (await events.next('toolCall')).message.toolCall.functionCalls;
  await events.next('turnComplete');
  const mark = events.mark;
  session.sendToolResponse({
    functionResponses: {
      id: call.id,
      name: call.name,
      response: { output: 'Sunny' },
      scheduling: FunctionResponseScheduling.INTERRUPT,
    },
  });
  await events.next('turnComplete', { mark });
  assert.equal(said(events), 'Sunny');
});

test('Gemini: the client marks what is said', async () => {
  const { session, events } = await connect({
    inputAudioTranscription: {},
    systemInstruction: 'People ask "What time is it?" and "Tell me a joke".',
    realtimeInputConfig: { automaticActivityDetection: { disabled: true } },
  });
  session.sendRealtimeInput({ activityStart: {} });
  const data = question('what-time-is-it').toString('base64');
  session.sendRealtimeInput({ audio: { data, mimeType: 'audio/pcm;rate=24000' } });
  session.sendRealtimeInput({ activityEnd: {} });
  await events.next('turnComplete');
  assert.equal(said(events, 'inputTranscription'), 'What time is it?');
});

test('Gemini: a session goes on over another socket after a warning', async () => {
  const first = await connect({ sessionResumption: {} });
  first.session.sendClientContent({ turns: 'Remember me' });
  await first.events.next('turnComplete');
  const mark = first.events.of('sessionResumptionUpdate').length;
  assert.ok(mark > 0);
  await inject({ fault: 'go_away', ms: 2_000 });
  const { message } = await first.events.next('goAway');
  assert.equal(message.goAway.timeLeft, '2s');
  const handle = first.events.of('sessionResumptionUpdate').map((event) => event.message.sessionResumptionUpdate)
    .filter((update) => update.resumable).at(-1).newHandle;
  first.session.close();
  await first.events.next('close');
  const second = await connect({ sessionResumption: { handle } });
  second.session.sendClientContent({ turns: 'And again' });
  await second.events.next('turnComplete');
  assert.equal(said(second.events), 'And again');
});

test('Gemini: history comes before the conversation', async () => {
  const { session, events } = await connect();
  session.sendClientContent({
    turns: [{ role: 'user', parts: [{ text: 'one' }] }, { role: 'model', parts: [{ text: 'two' }] }],
    turnComplete: false,
  });
  session.sendRealtimeInput({ text: 'three' });
  await events.next('turnComplete');
  assert.equal(said(events), 'three');
});
