import assert from 'node:assert/strict';
import { test } from 'node:test';
import { phrases } from './phrases';

const time = { id: 'time', words: 'What time is it in Berlin?', url: 'v1/talk/samples/time.wav' };

test('what a voice says and the line understands stands there once', () => {
  assert.deepEqual(phrases([time], ['what time is it in berlin', 'what is twelve times seven']), [
    { words: time.words, sample: time },
    { words: 'what is twelve times seven', sample: null },
  ]);
});

test('without voices or without phrases the others are left', () => {
  assert.deepEqual(phrases([], ['good evening', 'Good evening!']), [{ words: 'good evening', sample: null }]);
  assert.deepEqual(phrases([time], []), [{ words: time.words, sample: time }]);
});
