// Runs every src/**/*.test.ts: `npm test`. Vite compiles them as it compiles the page.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runnerImport } from 'vite';

const web = join(import.meta.dirname, '..');
const tests = readdirSync(join(web, 'src'), { recursive: true }).filter((file) => file.endsWith('.test.ts'));
if (tests.length === 0) {
  throw new Error('no test was found under src');
}
// a test may stop the clock, which compiling the others needs: none begins before all are there
let loaded;
const all = new Promise((over) => (loaded = over));
test('every file with tests can be loaded', () => all);
for (const file of tests) {
  await runnerImport(join(web, 'src', file), { root: web, configFile: false, logLevel: 'error' });
}
loaded();
