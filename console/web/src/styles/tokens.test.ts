import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cwd } from 'node:process';
import { test } from 'node:test';

const css = readFileSync(join(cwd(), 'src', 'styles', 'tokens.css'), 'utf8');

/** The colours of a theme: the first or the second of each pair. */
function colours(which: 1 | 2): Map<string, string> {
  return new Map([...css.matchAll(/--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);/g)].map((found) => [found[1] ?? '', found[1 + which] ?? '']));
}

const light = colours(1);
const dark = colours(2);

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [lighter = 0, darker = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (lighter + 0.05) / (darker + 0.05);
}

test('every colour is given for light and for dark', () => {
  assert.ok(light.size > 20);
  assert.deepEqual([...css.matchAll(/--[\w-]+: (?:#|rgb).*/g)].map((found) => found[0]), []);
});

test('text can be read on every ground that it stands on', () => {
  const pairs = [
    ...['ground', 'surface', 'sunken'].flatMap((ground) => ['ink', 'muted', 'accent', 'accent-strong', 'good', 'info', 'warn', 'bad'].map((text) => [text, ground])),
    ...['good', 'info', 'warn', 'bad', 'accent'].flatMap((tone) => [[tone, `${tone}-soft`], ['ink', `${tone}-soft`]]),
    ['on-accent', 'accent'],
    ['on-accent', 'accent-strong'],
  ];
  for (const [name, theme] of Object.entries({ light, dark })) {
    for (const [text = '', ground = ''] of pairs) {
      const found = contrast(theme.get(text) ?? '#000000', theme.get(ground) ?? '#000000');
      assert.ok(found >= 4.5, `${name}: ${text} on ${ground} has ${found.toFixed(2)}`);
    }
  }
});

test('borders of what can be used, and the focus, can be seen', () => {
  for (const [name, theme] of Object.entries({ light, dark })) {
    for (const line of ['line-strong', 'focus']) {
      for (const ground of ['ground', 'surface']) {
        const found = contrast(theme.get(line) ?? '#000000', theme.get(ground) ?? '#000000');
        assert.ok(found >= 3, `${name}: ${line} on ${ground} has ${found.toFixed(2)}`);
      }
    }
  }
});
