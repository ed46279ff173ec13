import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NoJournal, parseJournal } from './journal';
import { Peaks } from './timeline';
import { parseWav } from './wav';

/** A WAV of 16 bit at 8 kHz: silence on the left, a square wave of half height on the right. */
function wav(frames: number, saidLength = frames * 4): ArrayBuffer {
  const view = new DataView(new ArrayBuffer(44 + frames * 4));
  const tag = (at: number, name: string): void => [...name].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  tag(0, 'RIFF');
  tag(8, 'WAVE');
  tag(12, 'fmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 2, true);
  view.setUint32(24, 8000, true);
  view.setUint16(34, 16, true);
  tag(36, 'data');
  view.setUint32(40, saidLength, true);
  for (let i = 0; i < frames; i++) {
    view.setInt16(46 + i * 4, i % 2 === 0 ? 16_384 : -16_384, true);
  }
  return view.buffer;
}

test('the peaks of a recording are those of its two sides', () => {
  const sound = parseWav(wav(8000));
  assert.ok(sound !== null);
  assert.equal(sound.seconds, 1);
  assert.deepEqual(sound.levels.caller, Array<number>(20).fill(0));
  assert.deepEqual(sound.levels.agent, Array<number>(20).fill(0.5));
});

test('a recording whose length is not known yet is read to its end', () => {
  assert.equal(parseWav(wav(4000, 0xffff_ffff))?.seconds, 0.5);
});

test('what is no WAV file is none', () => {
  assert.equal(parseWav(new TextEncoder().encode('{"t":0,"kind":"session","event":{"type":"x"}}'.repeat(3)).buffer), null);
  assert.equal(parseWav(new ArrayBuffer(3)), null);
});

test('a journal may be cut in its last line, not before', () => {
  const line = '{"t":1,"kind":"session","event":{"type":"speech_started"}}';
  assert.equal(parseJournal(`${line}\n${line}\n{"t":2,"ki`).length, 2);
  assert.throws(
    () => parseJournal(`${line}\nnonsense\n${line}\n`),
    (error) => error instanceof NoJournal && error.line === 2,
  );
  assert.throws(() => parseJournal(''), /line 1/);
  assert.throws(() => parseJournal('RIFF'), /line 1/);
});

test('levels are kept from the beginning and seen at any width', () => {
  const peaks = new Peaks();
  peaks.set(30_000, 0.5);
  assert.equal(peaks.length, 30_001);
  assert.equal(peaks.highest(0, 100), 0);
  assert.ok(Math.abs(peaks.highest(1400, 1600) - 0.5) < 0.01);
  assert.ok(Math.abs(peaks.highest(1500.01, 1500.02) - 0.5) < 0.01);
  peaks.set(100_000_000, 1);
  assert.equal(peaks.length, 30_001);
});
