import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cwd } from 'node:process';
import { test } from 'node:test';
import type { JournalLine } from '../../api/types';
import { parseJournal } from './journal';
import { Replay } from './replay';
import { SessionModel } from './session';
import { summary } from './summary';

/** A real conversation: four questions, while the clock and then the transport were exchanged. */
const recorded = parseJournal(readFileSync(join(cwd(), 'test/data/swap.jsonl'), 'utf8'));

function played(lines: readonly JournalLine[]): SessionModel {
  const model = new SessionModel();
  lines.forEach((line) => model.apply(line));
  return model;
}

/** Lines of a session's events, a tenth of a second apart. */
function told(...events: (Record<string, unknown> & { type: string })[]): SessionModel {
  return played(events.map((event, i) => ({ t: i / 10, kind: 'session', event })));
}

const user = (id: string, content: object[]) => ({ type: 'history_added', item: { id, role: 'USER', content, status: 'COMPLETED' } });
const answer = (id: string) => ({ type: 'history_added', item: { id, role: 'ASSISTANT', content: [], status: 'IN_PROGRESS' } });
const delta = (role: string, itemId: string, more: string) => ({ type: 'transcript_delta', role, itemId, delta: more });
const asks = { kind: 'FUNCTION', agent: 'desk', tool: 'book_table', callId: 'c1', arguments: '{"people":2}' };

test('a recorded conversation is told in the order in which it was held', () => {
  const said = played(recorded).conversation.entries.map((entry) =>
    entry.kind === 'words' ? `${entry.who}: ${entry.text}` : entry.kind === 'tool' ? `tool ${entry.tool} ${entry.outcome}` : entry.what,
  );
  assert.deepEqual(said, [
    'connected',
    'legUp',
    'caller: what time is it in Berlin',
    'tool current_time result',
    'agent: It is 4:35 PM in Berlin.',
    'swapped',
    'caller: what time is it in Berlin',
    'tool current_time result',
    'agent: It is 16:35 in Berlin.',
    'caller: what is the date in New York',
    'tool current_date result',
    'agent: In New York it is Sunday, November 22.',
    'moved',
    'swapped',
    'caller: thank you',
    'agent: thank you',
    'legDown',
    'closed',
  ]);
});

test('nothing of a conversation that is over is still open', () => {
  for (const entry of played(recorded).conversation.entries) {
    assert.ok(entry.kind !== 'words' || (!entry.open && !entry.listening), JSON.stringify(entry));
    assert.ok(entry.kind !== 'tool' || entry.state === 'done', JSON.stringify(entry));
  }
});

test('a swap tells its measured figures', () => {
  const swap = played(recorded).conversation.entries.findLast((entry) => entry.kind === 'note' && entry.what === 'swapped');
  assert.ok(swap?.kind === 'note');
  assert.equal(swap.values['name'], 'websocket');
  assert.equal(swap.values['to'], 'websocket 999.0.0.demo');
  assert.equal(swap.values['lost'], 0);
  assert.equal(Math.round(Number(swap.values['silence'])), 13);
});

test('each question with its answer is a turn, with latencies, tools and tokens', () => {
  const turns = played(recorded).turns.all;
  assert.deepEqual(
    turns.map((turn) => [turn.user, turn.assistant, turn.tools.map((tool) => tool.name).join()]),
    [
      ['what time is it in Berlin', 'It is 4:35 PM in Berlin.', 'current_time'],
      ['what time is it in Berlin', 'It is 16:35 in Berlin.', 'current_time'],
      ['what is the date in New York', 'In New York it is Sunday, November 22.', 'current_date'],
      ['thank you', 'thank you', ''],
    ],
  );
  for (const turn of turns) {
    assert.ok(turn.responseLatency !== null && turn.timeToFirstAudio !== null && turn.endedAt !== null && turn.tokens > 0, JSON.stringify(turn));
    assert.ok(turn.endedAt > turn.startedAt);
  }
  assert.equal(
    summary(turns).tokens,
    turns.reduce((sum, turn) => sum + turn.tokens, 0),
  );
  assert.equal(summary(turns).tools, 3);
});

test('the time line has the speech of both sides, tools and swaps', () => {
  const { spans, marks } = played(recorded).timeline;
  const count = (kind: string): number => spans.filter((span) => span.kind === kind).length;
  assert.deepEqual([count('speech'), count('answer'), count('tool')], [4, 4, 3]);
  assert.equal(marks.filter((mark) => mark.kind === 'swap').length, 2);
  assert.ok(spans.every((span) => span.end !== null && span.end >= span.start));
});

test('levels of before somebody looked stand where nothing finer is known', () => {
  const model = new SessionModel();
  model.levels({ t: 0, step: 0.2, caller: [0.2, 1], agent: [0, 0.4] });
  const { caller, agent } = model.timeline;
  assert.deepEqual([0.05, 0.15, 0.25, 0.35].map((t) => Math.round(caller.highest(t, t) * 10) / 10), [0.2, 0.2, 1, 1]);
  assert.equal(Math.round(agent.highest(0.3, 0.3) * 10) / 10, 0.4);
  model.levels({ t: 0.4, caller: [0.6], agent: [0] });
  model.levels({ t: 0, step: 0.4, caller: [0, 0], agent: [0, 0] });
  assert.equal(Math.round(caller.highest(0, 0.5) * 10) / 10, 1);
  assert.equal(Math.round(caller.highest(0.4, 0.4) * 10) / 10, 0.6);
});

test('a recording that is sought back and forth shows the same as one that was never sought', () => {
  const replay = new Replay(recorded, null);
  replay.seek(12);
  const before = JSON.stringify(replay.now.conversation.entries);
  replay.seek(replay.seconds);
  assert.equal(JSON.stringify(replay.now.conversation.entries), JSON.stringify(replay.whole.conversation.entries));
  replay.seek(3);
  replay.seek(12);
  assert.equal(JSON.stringify(replay.now.conversation.entries), before);
});

test('the caller is seen to speak before a word is understood', () => {
  const model = told({ type: 'speech_started' });
  const [first] = model.conversation.entries;
  assert.ok(first?.kind === 'words' && first.listening);
  model.apply({ t: 1, kind: 'session', event: { type: 'speech_stopped' } });
  model.apply({ t: 1, kind: 'session', event: user('u1', [{}]) });
  model.apply({ t: 1, kind: 'session', event: delta('USER', 'u1', 'hello') });
  assert.equal(model.conversation.entries.length, 1);
  assert.equal(first.text, 'hello');
  assert.ok(!first.listening && first.t === 0);
});

test('typed words stand there at once, and take nothing from what is spoken meanwhile', () => {
  const model = told({ type: 'speech_started' }, user('u1', [{ text: 'typed' }]), user('u2', [{}]), delta('USER', 'u2', 'spoken'));
  const words = model.conversation.entries.map((entry) => (entry.kind === 'words' ? [entry.text, entry.typed] : []));
  assert.deepEqual(words, [
    ['spoken', false],
    ['typed', true],
  ]);
});

test('an answer that was cut says why, and what was heard of it', () => {
  const model = told(
    { type: 'agent_started', agent: 'concierge', responseId: 'r1' },
    answer('a1'),
    delta('ASSISTANT', 'a1', 'The pool is open from eight.'),
    { type: 'playback_started', itemId: 'a1' },
    { type: 'audio_interrupted', heard: { itemId: 'a1', contentIndex: 0, millis: 700, precision: 'EXACT' }, cause: 'SPEECH' },
    {
      type: 'history_updated',
      item: {
        id: 'a1',
        role: 'ASSISTANT',
        content: [{ transcript: 'The pool is open from eight.', heard: { text: 'The pool', millis: 700, estimated: true } }],
        status: 'INCOMPLETE',
      },
    },
  );
  const [words] = model.conversation.entries;
  assert.ok(words?.kind === 'words');
  assert.equal(words.agent, 'concierge');
  assert.equal(words.cut, 'speech');
  assert.deepEqual(words.heard, { text: 'The pool', millis: 700, estimated: true });
  assert.equal(words.text, 'The pool is open from eight.');
  assert.equal(model.turns.all[0]?.heard, 'The pool');
  assert.equal(model.turns.all[0]?.interrupted, 'speech');
  assert.ok(model.timeline.spans[0]?.bad);
});

test('a tool that needs consent waits, and the decision is told', () => {
  const model = told(
    { type: 'history_added', item: { id: 'i1', callId: 'c1', name: 'book_table', arguments: '', status: 'IN_PROGRESS' } },
    { type: 'tool_approval_requested', approval: asks },
  );
  const [call] = model.conversation.entries;
  assert.ok(call?.kind === 'tool' && call.decision === 'pending' && call.state === 'waiting');
  assert.deepEqual(model.conversation.waiting(), [call]);
  const events = [
    { type: 'tool_approval_decided', approval: asks, decision: 'APPROVED' },
    { type: 'tool_started', agent: 'desk', tool: 'book_table', callId: 'c1', arguments: '{"people":2}' },
    { type: 'tool_ended', agent: 'desk', tool: 'book_table', callId: 'c1', output: 'done', outcome: 'RESULT', took: 12.5 },
  ];
  events.forEach((event) => model.apply({ t: 1, kind: 'session', event }));
  assert.deepEqual([call.decision, call.state, call.outcome, call.output, call.took], ['approved', 'done', 'result', 'done', 12.5]);
  assert.equal(model.conversation.entries.length, 1);
});

test('a question for consent dies with its session', () => {
  const model = told({ type: 'tool_approval_requested', approval: asks }, { type: 'state_changed', state: 'CLOSED', reason: { cause: 'LOCAL', code: 1000, text: 'closed' } });
  assert.deepEqual(model.conversation.waiting(), []);
});

test('a line that was lost is told once however often it is tried, and then that it is back', () => {
  const cause = { cause: 'LOST', code: 1006, text: 'connection reset' };
  const model = told(
    { type: 'disconnected', reason: cause },
    { type: 'reconnecting', attempt: 1, delay: 100, cause },
    { type: 'reconnecting', attempt: 2, delay: 200, cause },
    { type: 'reconnected', line: { transport: 'websocket', provider: 'openai' }, restored: 'REPLAYED', lost: ['1 picture'] },
  );
  const notes = model.conversation.entries.map((entry) => (entry.kind === 'note' ? entry.what : entry.kind));
  assert.deepEqual(notes, ['disconnected', 'reconnecting', 'reconnected']);
  assert.equal(model.timeline.spans.filter((span) => span.kind === 'reconnect').length, 1);
});

test('words that may not be read are counted, not shown', () => {
  const model = told(user('u1', [{}]), delta('USER', 'u1', '[5 characters]'), delta('USER', 'u1', '[4 characters]'), {
    type: 'transcript_done',
    role: 'USER',
    itemId: 'u1',
    transcript: '[9 characters]',
  });
  const [words] = model.conversation.entries;
  assert.ok(words?.kind === 'words');
  assert.deepEqual([words.text, words.hidden], ['', 9]);
});

test('a greeting is a turn without a caller, and a question after it is the next', () => {
  const model = told(
    { type: 'agent_started', agent: 'concierge', responseId: 'r1' },
    answer('a1'),
    { type: 'transcript_done', role: 'ASSISTANT', itemId: 'a1', transcript: 'Welcome.' },
    { type: 'response_ended', agent: 'concierge', response: { id: 'r1', status: 'COMPLETED', output: [{ id: 'a1', role: 'ASSISTANT', content: [], status: 'COMPLETED' }] } },
    user('u1', [{ text: 'hello' }]),
  );
  assert.deepEqual(
    model.turns.all.map((turn) => [turn.user, turn.assistant, turn.endedAt !== null]),
    [
      [null, 'Welcome.', true],
      ['hello', null, false],
    ],
  );
});

test('lines that come again after the stream broke off are not told twice', () => {
  const model = played(recorded.slice(0, 60));
  model.again();
  recorded.forEach((line) => model.apply(line));
  assert.deepEqual(
    model.conversation.entries.map((entry) => entry.t),
    played(recorded).conversation.entries.map((entry) => entry.t),
  );
});

test('a hundred thousand lines stay within bounds', () => {
  const model = new SessionModel();
  for (let i = 0; i < 100_000; i++) {
    model.apply({ t: i, kind: 'session', event: { type: 'warning', code: 'w', message: `${i}` } });
  }
  assert.ok(model.lines.length <= 20_000 && model.conversation.entries.length <= 5000 && model.timeline.marks.length <= 20_000);
  assert.equal(model.lines.length + model.dropped, 100_000);
  assert.equal(model.lines.at(-1)?.number, 99_999);
});
