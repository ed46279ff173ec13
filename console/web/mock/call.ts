import type { JournalLine, Levels, RecordingInfo, TalkPlan } from '../src/api/types';
import { SessionModel } from '../src/watch/model/session';

type Event = Record<string, unknown> & { type: string };

/** A conversation in which everything happens that a page can show; `pending` ends it with a question for consent. */
export function conversation(pending: boolean): JournalLine[] {
  const lines: JournalLine[] = [];
  let t = 0;
  let ids = 0;
  const tell = (after: number, event: Event): void => {
    t = Math.round((t + after) * 1000) / 1000;
    lines.push({ t, kind: 'session', event });
  };
  const wire = (dir: 'in' | 'out', event: Event): void => void lines.push({ t, kind: 'wire', dir, event });
  const hear = (words: string): void => {
    const id = `item_${ids++}`;
    tell(0.8, { type: 'speech_started' });
    tell(0.3 * words.split(' ').length, { type: 'speech_stopped' });
    tell(0.01, { type: 'history_added', item: { id, role: 'USER', content: [{}], status: 'COMPLETED' } });
    words.split(' ').forEach((word, i) => tell(0.01, { type: 'transcript_delta', role: 'USER', itemId: id, delta: i === 0 ? word : ` ${word}` }));
    tell(0.01, { type: 'transcript_done', role: 'USER', itemId: id, transcript: words });
  };
  const answer = (agent: string, words: string, cutAfter = 0): void => {
    const id = `item_${ids++}`;
    const responseId = `resp_${ids}`;
    tell(0.1, { type: 'agent_started', agent, responseId });
    tell(0.05, { type: 'history_added', item: { id, role: 'ASSISTANT', content: [], status: 'IN_PROGRESS' } });
    wire('in', { type: 'response.output_audio.delta', response_id: responseId, delta: '[audio 4800 bytes]' });
    words.split(' ').forEach((word, i) => tell(0.02, { type: 'transcript_delta', role: 'ASSISTANT', itemId: id, delta: i === 0 ? word : ` ${word}` }));
    tell(0.02, { type: 'playback_started', itemId: id });
    tell(0, { type: 'measured', measure: 'TIME_TO_FIRST_AUDIO', value: 180 + 13 * ids, subject: responseId });
    tell(0, { type: 'measured', measure: 'RESPONSE_LATENCY', value: 420 + 21 * ids, subject: id });
    tell(0.1, { type: 'transcript_done', role: 'ASSISTANT', itemId: id, transcript: words });
    const all = words.split(' ');
    if (cutAfter > 0) {
      tell(0.3 * cutAfter, { type: 'speech_started' });
      tell(0.05, { type: 'audio_interrupted', heard: { itemId: id, contentIndex: 0, millis: 300 * cutAfter, precision: 'EXACT' }, cause: 'SPEECH' });
      tell(0, { type: 'measured', measure: 'BARGE_IN_LATENCY', value: 46, subject: id });
      const heard = { text: all.slice(0, cutAfter).join(' '), millis: 300 * cutAfter, estimated: true };
      tell(0.01, { type: 'history_updated', item: { id, role: 'ASSISTANT', content: [{ transcript: words, heard }], status: 'INCOMPLETE' } });
    }
    const used = { input: { total: 420 }, output: { total: 60 } };
    tell(0, { type: 'usage_updated', agent, responseId, added: used, total: used, cost: { amount: 0.0021, currency: 'USD' } });
    const output = [{ id, role: 'ASSISTANT', content: [{ transcript: words }], status: 'COMPLETED' }];
    tell(0.01, { type: 'response_ended', agent, response: { id: responseId, status: cutAfter > 0 ? 'CANCELLED' : 'COMPLETED', output } });
    if (cutAfter === 0) {
      tell(0.28 * all.length, { type: 'playback_ended', itemId: id });
    }
  };
  const tool = (agent: string, name: string, args: object, output: string | null, outcome = 'RESULT'): void => {
    const callId = `call_${ids++}`;
    tell(0.1, { type: 'tool_started', agent, tool: name, callId, arguments: JSON.stringify(args) });
    if (output !== null) {
      tell(0.4, { type: 'tool_ended', agent, tool: name, callId, output, outcome, took: 38.4 });
    }
  };

  tell(0.01, { type: 'state_changed', state: 'CONNECTING' });
  tell(0.3, { type: 'state_changed', state: 'CONNECTED' });
  tell(0, { type: 'connected', line: { transport: 'websocket', provider: 'openai', url: 'ws://127.0.0.1:41233/v1/realtime' } });
  tell(0.02, { type: 'leg_up', kind: 'browser', primary: true });
  answer('concierge', 'Good evening. How can I help?');
  hear('what time is it in Berlin');
  tool('concierge', 'current_time', { city: 'BERLIN' }, 'It is 4:35 PM in Berlin.');
  answer('concierge', 'It is 4:35 PM in Berlin.');
  hear('tell me about the hotel');
  answer('concierge', 'The hotel was built in 1911 by a sea captain who wanted to hear the waves from every room, and so the corridors bend like a shell.', 9);
  hear('stop and hand me to the night porter');
  tell(0.1, { type: 'agent_handoff', from: 'concierge', to: 'night_porter' });
  answer('night_porter', 'Night porter speaking.');
  const way = { transport: 'websocket', provider: 'openai' };
  const swap = { kind: 'TRANSPORT', from: { name: 'websocket', version: '0.1.0' }, to: { name: 'websocket', version: '0.2.0' }, outcome: 'SWAPPED', took: 3217.7, audioHeld: 40, audioLost: 0, silence: 42.1, restored: 'TRANSCRIPT', detail: '' };
  tell(0.6, { type: 'reconnected', line: way, restored: 'REPLAYED', lost: ['3 spoken messages of the caller as their transcripts'] });
  tell(0, { type: 'swapped', swap });
  hear('find me the cheapest suite');
  tool('night_porter', 'search_rooms', { kind: 'suite', order: 'price', filters: { floor: [2, 3], view: 'sea' } }, JSON.stringify({ rooms: [{ number: 204, price: 240 }, { number: 311, price: 260 }] }));
  tell(0.1, { type: 'guardrail_tripped', agent: 'night_porter', guardrail: 'blocklist', itemId: 'x', info: 'says "cheapest"' });
  answer('night_porter', 'Room 204 is free.');
  tell(0.3, { type: 'warning', code: 'slow_tool', message: 'search_rooms took longer than usual' });
  const cause = { cause: 'LOST', code: 1006, text: 'connection reset' };
  tell(0.4, { type: 'disconnected', reason: cause });
  tell(0, { type: 'reconnecting', attempt: 1, delay: 250, cause });
  tell(0.6, { type: 'reconnected', line: way, restored: 'RESUMED', lost: [] });
  hear('book a taxi please');
  const approval = { kind: 'FUNCTION', agent: 'night_porter', tool: 'call_taxi', callId: 'call_taxi_1', arguments: '{"when":"18:30","to":"Central Station"}' };
  tell(0.1, { type: 'tool_approval_requested', approval });
  if (!pending) {
    tell(1.2, { type: 'tool_approval_decided', approval, decision: 'REJECTED' });
    tell(0, { type: 'tool_ended', agent: 'night_porter', tool: 'call_taxi', callId: 'call_taxi_1', output: 'Nobody allowed it.', outcome: 'REJECTED', took: 0 });
    answer('night_porter', 'I may not call one.');
    tell(0.5, { type: 'error', source: 'TOOL', message: 'call_taxi has no telephone line' });
    tell(0.2, { type: 'leg_down', kind: 'browser', reason: { cause: 'REMOTE', code: 0, text: 'hung up' } });
    tell(0.1, { type: 'state_changed', state: 'CLOSED', reason: { cause: 'LOCAL', code: 1000, text: 'closed' } });
  }
  return lines;
}

/** Everything that a page makes of some lines. */
export function seen(lines: readonly JournalLine[]): SessionModel {
  const model = new SessionModel();
  lines.forEach((line) => model.apply(line));
  return model;
}

/** Peaks that fit who speaks when. */
export function levels(model: SessionModel): Levels {
  const { timeline } = model;
  const steps = Math.ceil(timeline.end / 0.05);
  const side = (kind: string, seed: number): number[] =>
    Array.from({ length: steps }, (_, i) => {
      const sounds = timeline.spans.some((span) => span.kind === kind && span.start <= i * 0.05 && (span.end ?? timeline.end) > i * 0.05);
      return sounds ? 0.08 + 0.5 * Math.abs(Math.sin(i * seed) * Math.sin(i * 0.37)) : 0.002;
    });
  return { t: 0, caller: side('speech', 1.7), agent: side('answer', 2.3) };
}

/** A recording's sound: a tone where somebody speaks. */
export function wav(some: Levels): Uint8Array {
  const rate = 8000;
  const perStep = rate / 20;
  const frames = some.caller.length * perStep;
  const view = new DataView(new ArrayBuffer(44 + frames * 4));
  const tag = (at: number, name: string): void => [...name].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  tag(0, 'RIFF');
  view.setUint32(4, 36 + frames * 4, true);
  tag(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 4, true);
  view.setUint16(32, 4, true);
  view.setUint16(34, 16, true);
  tag(36, 'data');
  view.setUint32(40, frames * 4, true);
  for (let i = 0; i < frames; i++) {
    const step = Math.floor(i / perStep);
    view.setInt16(44 + i * 4, (some.caller[step] ?? 0) * 20_000 * Math.sin(i / 5), true);
    view.setInt16(46 + i * 4, (some.agent[step] ?? 0) * 20_000 * Math.sin(i / 8), true);
  }
  return new Uint8Array(view.buffer);
}

export const RECORDINGS: RecordingInfo[] = [
  { name: 's-0009-20261122-151200', at: '2026-11-22T15:12:00Z', session: 's-0009', seconds: 42.6, wav: 's-0009-20261122-151200.wav', journal: 's-0009-20261122-151200.jsonl', bytes: 2_145_000, finished: true },
  { name: 's-0001-20261122-155500', at: '2026-11-22T15:55:00Z', session: 's-0001', seconds: null, wav: 's-0001-20261122-155500.wav', journal: 's-0001-20261122-155500.jsonl', bytes: 640_000, finished: false },
];

export const PLAN: TalkPlan = {
  rows: [
    { feature: 'tools', resolution: 'native', reason: null },
    { feature: 'interruption', resolution: 'native', reason: null },
    { feature: 'guardrails', resolution: 'emulated', reason: 'The words are judged here before they are played.' },
    { feature: 'image input', resolution: 'rejected', reason: 'This provider takes no pictures.' },
  ],
  problem: null,
};
