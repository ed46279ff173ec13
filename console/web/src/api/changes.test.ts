import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lines } from './changes';

async function read(...chunks: Uint8Array[]): Promise<string[]> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      chunks.forEach((chunk) => controller.enqueue(chunk));
      controller.close();
    },
  });
  const found: string[] = [];
  for await (const line of lines(body)) {
    found.push(line);
  }
  return found;
}

const utf8 = (text: string) => new TextEncoder().encode(text);

test('lines are found wherever the network cut them', async () => {
  assert.deepEqual(await read(utf8('{"a":'), utf8('1}\n{"b":2}\n{"c"'), utf8(':3}')), ['{"a":1}', '{"b":2}', '{"c":3}']);
});

test('a letter that was cut in two is whole again', async () => {
  const whole = utf8('ü\n');
  assert.deepEqual(await read(whole.slice(0, 1), whole.slice(1)), ['ü']);
});

test('empty lines are nothing', async () => {
  assert.deepEqual(await read(utf8('\n\n{}\n\n')), ['{}']);
});
