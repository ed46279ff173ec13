import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cwd } from 'node:process';
import { test } from 'node:test';
import de from './de.json';
import en from './en.json';
import hints from './hints.de.json';

type Messages = Record<string, Record<string, string | Record<string, string>>>;

function keys(words: Messages): string[] {
  return Object.entries(words).flatMap(([section, messages]) => Object.keys(messages).map((name) => `${section}.${name}`));
}

/** The names of the values that a message is filled with. */
function values(message: unknown): string[] {
  return [...new Set([...JSON.stringify(message).matchAll(/\{(\w+)\}/g)].map((found) => found[1] ?? ''))].sort();
}

const source = join(cwd(), 'src');
const code = readdirSync(source, { recursive: true })
  .filter((file) => /\.tsx?$/.test(file) && !file.endsWith('.test.ts'))
  .map((file) => readFileSync(join(source, file), 'utf8'))
  .join('\n');

test('every language has the same messages', () => {
  assert.deepEqual(keys(de), keys(en));
});

test('a message is filled with the same values in every language', () => {
  const german: Messages = de;
  for (const [section, messages] of Object.entries(en as Messages)) {
    for (const [name, message] of Object.entries(messages)) {
      assert.deepEqual(values(german[section]?.[name]), values(message), `${section}.${name}`);
    }
  }
});

test('every hint of the server is said in every other language, and no other', () => {
  const table = readFileSync(join(cwd(), '../src/main/resources/io/patchbay/console/internal/health/hints.properties'), 'utf8');
  const codes = [...table.matchAll(/^(\S+)\.hint = /gm)].map((found) => found[1] ?? '');
  assert.deepEqual(Object.keys(hints).sort(), codes.sort());
});

test('every message is used somewhere', () => {
  const whole = new Set([...code.matchAll(/\bterm\('(\w+)'/g)].map((found) => found[1]));
  // t(`app.${tab}`): whatever begins so may be meant
  const begun = [...code.matchAll(/`(\w+\.\w*)\$\{/g)].map((found) => found[1] ?? '');
  const unused = keys(en).filter(
    (key) => !whole.has(key.slice(0, key.indexOf('.'))) && !code.includes(`'${key}'`) && !begun.some((start) => key.startsWith(start)),
  );
  assert.deepEqual(unused, []);
});
