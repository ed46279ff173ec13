// What both clients' tests share: where the emulator is, recorded questions, and waiting with an end.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export { Events } from './events.mjs';

function given(name, meaning) {
  const value = process.env[name];
  if (!value) {
    throw new Error(`${name} is not set: ${meaning}. OfficialJavaScriptClientsTest sets it.`);
  }
  return value;
}

/** ws://127.0.0.1:PORT/v1/realtime, without a query. */
export const webSocketUrl = given('PATCHBAY_EMULATOR_WS', 'where the emulator listens');
/** http://127.0.0.1:PORT/v1 */
export const restUrl = given('PATCHBAY_EMULATOR_REST', 'where the emulator listens');
/** The one key that the emulator lets in. */
export const apiKey = given('PATCHBAY_EMULATOR_KEY', 'the key that the emulator lets in');
const sounds = given('PATCHBAY_SOUNDS', 'the folder with the recorded questions');

/** 20 ms of mono PCM16 at 24 kHz. */
const FRAME_BYTES = 960;

/** The samples of a WAV file, followed by silence long enough to end a turn. */
export function question(name) {
  const wav = readFileSync(join(sounds, `${name}.wav`));
  const data = wav.indexOf('data', 12, 'latin1');
  const length = wav.readUInt32LE(data + 4);
  return Buffer.concat([wav.subarray(data + 8, data + 8 + length), Buffer.alloc(50 * FRAME_BYTES)]);
}

/** Sound cut into frames of 20 ms. */
export function* frames(sound) {
  for (let at = 0; at < sound.length; at += FRAME_BYTES) {
    yield sound.subarray(at, at + FRAME_BYTES);
  }
}

/** Makes something go wrong in all open sessions, or in the next. */
export async function inject(fault) {
  const answer = await fetch(new URL('/emulator/faults', restUrl), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(fault),
  });
  if (!answer.ok) {
    throw new Error(`the emulator refused a fault: ${answer.status} ${await answer.text()}`);
  }
}
