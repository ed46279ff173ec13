import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const FOLDER = dirname(dirname(fileURLToPath(import.meta.url)));

test('wrangler takes the configuration and builds what it would deploy', async () => {
  const out = await mkdtemp(join(tmpdir(), 'wrangler-'));
  try {
    // its own command refuses to run on Node.js 20, where this part of it works
    const wrangler = join(dirname(createRequire(import.meta.url).resolve('wrangler/package.json')), 'wrangler-dist', 'cli.js');
    const { stdout, stderr } = await promisify(execFile)(
      process.execPath, [wrangler, 'deploy', '--dry-run', '--outdir', out],
      { cwd: FOLDER, env: { ...process.env, CI: '1', WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG_PATH: join(out, 'log'), NO_COLOR: '1' } });
    const said = stdout + stderr;
    assert.match(said, /env\.CALLS \(Call\)\s+Durable Object/);
    for (const name of ['PROVIDER_URL', 'ALLOWED_MODELS', 'ALLOWED_ORIGINS', 'AUDIENCE', 'MAX_SECONDS', 'OPEN_SECONDS']) {
      assert.ok(said.includes(`env.${name} `), name);
    }
    assert.doesNotMatch(said, /unexpected fields|\[ERROR\]|deprecated/i);
    assert.match(await readFile(join(out, 'index.js'), 'utf8'), /provider_lost/);
  } finally {
    await rm(out, { recursive: true, force: true });
  }
});

test('every variable is configured, and every one that is configured is used', async () => {
  const configured = new Set((await readFile(join(FOLDER, 'wrangler.jsonc'), 'utf8')).match(/\b[A-Z]+_[A-Z_]+\b|AUDIENCE|CALLS/g));
  const settings = await readFile(join(FOLDER, 'src', 'settings.ts'), 'utf8');
  const start = settings.indexOf('interface Env');
  const used = new Set(settings.slice(start, settings.indexOf('}', start)).match(/\b[A-Z][A-Z_]+\b/g));
  assert.deepEqual([...configured].sort(), [...used].sort());
});
