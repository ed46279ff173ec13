// Deepgram's JavaScript client, as its users use it: agent.v1.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { DeepgramClient } from '@deepgram/sdk';
import { apiKey, Events, frames, question, restUrl, webSocketUrl } from './emulator.mjs';

const open = [];
afterEach(() => open.splice(0).forEach((connection) => connection.close()));

const origin = new URL(webSocketUrl).origin;
const client = new DeepgramClient({
  apiKey,
  maxRetries: 0,
  environment: { base: new URL(restUrl).origin, production: origin, agent: origin, agentRest: new URL(restUrl).origin },
});

const CLOCK = {
  name: 'get_time',
  description: 'Tells the time. Callers say "what time is it".',
  parameters: { type: 'object', properties: {} },
};

function settings(think = {}, agent = {}) {
  return {
    type: 'Settings',
    audio: {
      input: { encoding: 'linear16', sample_rate: 24000 },
      output: { encoding: 'linear16', sample_rate: 16000, container: 'none' },
    },
    agent: {
      listen: { provider: { type: 'deepgram', version: 'v1', model: 'nova-3' } },
      think: { provider: { type: 'open_ai', model: 'gpt-4o-mini' }, prompt: 'You are friendly.', ...think },
      speak: { provider: { type: 'deepgram', model: 'aura-2-thalia-en' } },
      ...agent,
    },
  };
}

async function connect(wanted = settings()) {
  const connection = await client.agent.v1.createConnection();
  open.push(connection);
  const events = new Events();
  connection.on('message', (data) => {
    events.add(typeof data?.type === 'string' && !(data instanceof Blob) ? data : { type: 'sound', data });
  });
  connection.on('error', (error) => events.add({ type: 'client.error', error }));
  connection.connect();
  await connection.waitForOpen();
  await events.next('Welcome');
  connection.sendSettings(wanted);
  await events.next('SettingsApplied');
  return { connection, events };
}

const said = (events, role) => events.of('ConversationText')
  .filter((event) => event.role === role).map((event) => event.content).join(' ');
const bytes = (sound) => sound.size ?? sound.byteLength;

test('deepgram: what is typed is answered in words and sound', async () => {
  const { connection, events } = await connect();
  connection.sendInjectUserMessage({ type: 'InjectUserMessage', content: 'Good morning to you.' });
  await events.next('AgentAudioDone');
  assert.equal(said(events, 'user'), 'Good morning to you.');
  assert.equal(said(events, 'assistant'), 'Good morning to you.');
  const sound = events.of('sound').reduce((sum, event) => sum + bytes(event.data), 0);
  assert.ok(sound > 16_000, `${sound} bytes of sound`);
  const types = events.types();
  assert.ok(types.indexOf('ConversationText') < types.indexOf('sound'));
  assert.ok((await events.next('LatencyReport')).total_latency > 0);
});

test('deepgram: a spoken question calls a function, whose result is said', async () => {
  const { connection, events } = await connect(settings({ functions: [CLOCK] }));
  for (const frame of frames(question('what-time-is-it'))) {
    connection.sendMedia(frame);
  }
  await events.next('UserStartedSpeaking');
  const { functions } = await events.next('FunctionCallRequest');
  assert.equal(functions.length, 1);
  assert.equal(functions[0].name, 'get_time');
  assert.equal(functions[0].client_side, true);
  connection.sendFunctionCallResponse({
    type: 'FunctionCallResponse', id: functions[0].id, name: functions[0].name, content: 'It is noon.',
  });
  await events.next('ConversationText', { fits: (event) => event.content === 'It is noon.' });
  await events.next('AgentAudioDone');
  const past = await events.next('History', { fits: (event) => event.function_calls });
  assert.equal(past.function_calls[0].response, 'It is noon.');
});

test('deepgram: a greeting is said, and words that are injected meanwhile are refused or wait', async () => {
  const greeting = 'Welcome to the bank, where everything takes its time, and more than that, every day of the week.';
  const { connection, events } = await connect(settings({}, { greeting }));
  await events.next('sound');
  connection.sendInjectAgentMessage({ type: 'InjectAgentMessage', message: 'Are you still there?' });
  assert.match((await events.next('InjectionRefused')).message, /agent/);
  connection.sendInjectAgentMessage({ type: 'InjectAgentMessage', behavior: 'queue', message: 'One more thing.' });
  await events.next('ConversationText', { fits: (event) => event.content === 'One more thing.' });
  assert.equal(said(events, 'assistant'), `${greeting} One more thing.`);
});

test('deepgram: speech cuts an answer short', async () => {
  const { connection, events } = await connect();
  connection.sendInjectUserMessage({
    type: 'InjectUserMessage', content: 'Once upon a time there was a very long story about a patchbay, '.repeat(6),
  });
  await events.next('sound');
  const mark = events.mark;
  for (const frame of frames(question('what-time-is-it'))) {
    connection.sendMedia(frame);
  }
  await events.next('UserStartedSpeaking', { mark });
  await events.next('ConversationText', { mark, fits: (event) => event.role === 'user' });
  await events.next('AgentAudioDone', { mark });
  assert.equal(events.of('AgentAudioDone').length, 1);
});

test('deepgram: prompt, thinker, speaker and listener are changed on an open line', async () => {
  const { connection, events } = await connect();
  connection.sendUpdatePrompt({ type: 'UpdatePrompt', prompt: 'Be brief.' });
  await events.next('PromptUpdated');
  connection.sendUpdateThink({
    type: 'UpdateThink',
    think: { provider: { type: 'anthropic', model: 'claude-sonnet-4-20250514' }, prompt: 'Be kind.', functions: [CLOCK] },
  });
  await events.next('ThinkUpdated');
  connection.sendUpdateSpeak({ type: 'UpdateSpeak', speak: { provider: { type: 'deepgram', model: 'aura-2-apollo-en' } } });
  await events.next('SpeakUpdated');
  connection.sendUpdateListen({
    type: 'UpdateListen', listen: { provider: { type: 'deepgram', version: 'v1', model: 'nova-3' } },
  });
  await events.next('ListenUpdated');
  connection.sendForceEndTurn({ type: 'ForceEndTurn' });
  assert.equal((await events.next('Warning')).code, 'FORCE_END_TURN_UNSUPPORTED');
  connection.sendKeepAlive({ type: 'KeepAlive' });
  connection.sendInjectUserMessage({ type: 'InjectUserMessage', content: 'get_time' });
  await events.next('FunctionCallRequest');
});

test('deepgram: settings that are wrong are an error', async () => {
  const connection = await client.agent.v1.createConnection({ reconnectAttempts: 0 });
  open.push(connection);
  const events = new Events();
  connection.on('message', (data) => events.add(data));
  connection.on('error', () => {});
  connection.connect();
  await connection.waitForOpen();
  await events.next('Welcome');
  connection.sendSettings({ ...settings(), audio: { output: { encoding: 'mp3' } } });
  assert.equal((await events.next('Error')).code, 'INVALID_SETTINGS');
});
