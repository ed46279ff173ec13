import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phrases } from './phrases';

const time = { id: 'time', words: 'What time is it in Berlin?', url: 'v1/talk/samples/time.wav' };

test('what a voice says and the line understands stands there once', () => {
  assert.deepEqual(phrases([time], ['what time is it in berlin', 'what is twelve times seven']), [
    { words: time.words, typed: 'what time is it in berlin', sample: time },
    { words: 'what is twelve times seven', typed: 'what is twelve times seven', sample: null },
  ]);
});

test('what an emulator understands spoken alone is not sent typed', () => {
  assert.deepEqual(phrases([time], ['what is the current time in berlin'])[0], { words: time.words, typed: null, sample: time });
});

test('without voices or without phrases the others are left', () => {
  assert.deepEqual(phrases([], ['good evening', 'good evening']), [{ words: 'good evening', typed: 'good evening', sample: null }]);
  assert.deepEqual(phrases([time], []), [{ words: time.words, typed: time.words, sample: time }]);
});
