import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LiveSession } from '../watch/live';
import { hangUp, phase, session, sound, start } from './store';

/** As much of an AudioContext as a call without a microphone needs. */
class Silence {
  resume = () => Promise.resolve();
  close = () => Promise.resolve();
  createMediaStreamDestination = () => ({ stream: { getTracks: () => [] } });
  createGain = () => ({ gain: { value: 1 }, connect() {} });
  createAnalyser = () => ({ connect() {} });
}

/** A session that nobody answered. */
const failed = { version: { value: 1 }, model: { conversation: { failure: 'nobody' } }, detail: { value: { live: false } }, close() {} } as unknown as LiveSession;

test('after a call that failed the next one begins with one click', async () => {
  const world: Record<string, unknown> = globalThis as never;
  const before = { fetch: world['fetch'], AudioContext: world['AudioContext'], document: world['document'] };
  let asked = 0;
  world['AudioContext'] = Silence;
  world['document'] = { baseURI: 'http://127.0.0.1/' };
  world['fetch'] = () => {
    asked++;
    return new Promise(() => {});
  };
  try {
    session.value = failed;
    phase.value = 'over';
    void start(false);
    assert.equal(phase.value, 'starting');
    assert.equal(session.value, null);
    assert.equal(asked, 1);
    hangUp();
    assert.equal(phase.value, 'idle');
    assert.equal(sound.value, null);
  } finally {
    Object.assign(world, before);
  }
});
