// Runs a module of workers/ in real workerd on loopback: bundled first, since a worker has no node_modules.
import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const workerd = createRequire(import.meta.url).resolve('workerd/bin/workerd');

/** Libraries that call `require` at their start get the runtime's. */
const BANNER = "import { createRequire } from 'node:module'; const require = createRequire('/');";

function configuration(bindings) {
  const bound = Object.entries(bindings).map(([name, text]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(text)})`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "worker", worker = (
      modules = [(name = "worker.mjs", esModule = embed "worker.mjs")],
      compatibilityDate = "2026-08-04",
      bindings = [${bound.join(', ')}],
      globalOutbound = "loopback")),
    (name = "loopback", network = (allow = ["local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "worker")]
);
`;
}

/**
 * Starts workers/NAME.mjs with these texts as its bindings; it reaches this machine alone.
 *
 * @returns where it listens, and how to end it
 */
export async function start(name, bindings) {
  const folder = await mkdtemp(join(tmpdir(), 'worker-'));
  await build({
    entryPoints: [join(here, 'workers', `${name}.mjs`)],
    outfile: join(folder, 'worker.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['workerd', 'worker', 'browser'],
    mainFields: ['module', 'main'],
    banner: { js: BANNER },
    logLevel: 'error',
  });
  await writeFile(join(folder, 'config.capnp'), configuration(bindings));
  // the ports that it chose come on a descriptor of their own
  const process = spawn(workerd, ['serve', '--control-fd=3', 'config.capnp'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit', 'pipe'],
  });
  const ended = new Promise((resolve) => process.once('close', resolve));
  const port = await new Promise((resolve, reject) => {
    let said = '';
    process.once('error', reject);
    process.stdio[3].on('data', (bytes) => {
      said += bytes;
      const listening = said.split('\n').slice(0, -1).map((line) => JSON.parse(line)).find((event) => event.event === 'listen');
      if (listening) {
        resolve(listening.port);
      }
    });
    ended.then((code) => reject(new Error(`workerd ended with ${code} before it listened`)));
  });
  return {
    url: `http://127.0.0.1:${port}`,
    async stop() {
      process.kill();
      await ended;
      await rm(folder, { recursive: true });
    },
  };
}
