// What docs/reference-parity.md says of the hazards in the reference's newest release is what that release does.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hazards } from './hazards.mjs';

const page = readFileSync(new URL('../../docs/reference-parity.md', import.meta.url), 'utf8');
const said = new Map(
  page.split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter(([, number, , still]) => /^\d+$/.test(number ?? '') && still !== undefined)
    .map(([, number, , still]) => [number, still]),
);

for (const [number, hazard] of Object.entries(hazards)) {
  test(`hazard ${number} is told as it is`, async () => {
    const still = await hazard();
    assert.equal(said.get(number), still.length ? `still: ${still.join(', ')}` : 'mended');
  });
}

test('every hazard is in the page and is tried', () => {
  assert.deepEqual([...said.keys()].sort(), Object.keys(hazards).sort());
});
