// Starts the real workerd with the built worker, as a module for tests and as a command:
//
//   node test/workerd.mjs --provider ws://127.0.0.1:PORT/v1/realtime --secret-file FILE
//       [--key KEY] [--port PORT] [--worker FILE] [--workerd FILE] [--var NAME=VALUE]...
//
// The command prints "listening PORT" and ends, with its workerd, when its standard input ends or on SIGTERM.
import { spawn } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const FOLDER = dirname(dirname(fileURLToPath(import.meta.url)));
const WORKER = join(FOLDER, 'dist', 'index.js');
const BINARIES = { 'linux-x64': 'linux-64', 'linux-arm64': 'linux-arm64', 'darwin-x64': 'darwin-64', 'darwin-arm64': 'darwin-arm64' };

/** The program itself; the package's install script, which would link it, is not needed. */
function binary() {
  const name = BINARIES[`${process.platform}-${process.arch}`];
  if (!name) {
    throw new Error(`workerd is not offered for ${process.platform} on ${process.arch}`);
  }
  return createRequire(import.meta.url).resolve(`@cloudflare/workerd-${name}/bin/workerd`);
}

/** What wrangler.jsonc says of the runtime, so that tests see what is deployed. */
async function compatibility() {
  const text = await readFile(join(FOLDER, 'wrangler.jsonc'), 'utf8');
  return {
    date: /"compatibility_date":\s*(".*?")/.exec(text)[1],
    flags: /"compatibility_flags":\s*(\[.*?\])/.exec(text)[1],
  };
}

function configuration(port, { date, flags }, bindings) {
  const texts = Object.entries(bindings).map(([name, value]) => `(name = ${JSON.stringify(name)}, text = ${JSON.stringify(value)})`);
  return `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "relay", worker = .relay),
    (name = "internet", network = (
      allow = ["public", "private", "local"],
      tlsOptions = (trustBrowserCas = true)
    ))
  ],
  sockets = [(name = "http", address = "127.0.0.1:${port}", http = (), service = "relay")]
);
const relay :Workerd.Worker = (
  modules = [(name = "index.js", esModule = embed "index.js")],
  compatibilityDate = ${date},
  compatibilityFlags = ${flags},
  globalOutbound = "internet",
  bindings = [
    (name = "CALLS", durableObjectNamespace = "Call"),
    ${texts.join(',\n    ')}
  ],
  durableObjectNamespaces = [(className = "Call", uniqueKey = "calls", enableSql = true)],
  durableObjectStorage = (inMemory = void)
);
`;
}

/**
 * Starts workerd on loopback.
 *
 * @param vars the worker's variables and secrets; PROVIDER_URL among them
 * @returns port, pid, output(): all that it wrote, exited, and stop()
 */
export async function startWorkerd({ vars, port = 0, worker = WORKER, program = binary(), onOutput = () => {} }) {
  const folder = await mkdtemp(join(tmpdir(), 'relay-'));
  await copyFile(worker, join(folder, 'index.js'));
  await writeFile(join(folder, 'config.capnp'), configuration(port, await compatibility(), vars), { mode: 0o600 });
  // the third channel tells which port was given; --verbose tells of errors that would stay inside
  const child = spawn(program, ['serve', 'config.capnp', '--verbose', '--control-fd=3'], {
    cwd: folder,
    env: { ...process.env, PWD: folder },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  let written = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      written += text;
      onOutput(text);
    });
  }
  const exited = new Promise((resolve) => child.once('close', resolve));
  const stop = async () => {
    kill();
    await exited;
    process.off('exit', kill);
    await rm(folder, { recursive: true, force: true });
  };
  let control = '';
  try {
    const bound = await new Promise((resolve, reject) => {
      child.once('error', reject);
      exited.then((code) => reject(new Error(`workerd ended with ${code}: ${written}`)));
      child.stdio[3].setEncoding('utf8').on('data', (text) => {
        control += text;
        for (const line of control.split('\n').slice(0, -1)) {
          const event = JSON.parse(line);
          if (event.event === 'listen' && event.socket === 'http') {
            resolve(event.port);
          }
        }
      });
    });
    return { port: bound, pid: child.pid, output: () => written, exited, stop };
  } catch (e) {
    await stop();
    throw e;
  }
}

async function main() {
  const { values } = parseArgs({
    options: {
      provider: { type: 'string' },
      'secret-file': { type: 'string' },
      key: { type: 'string', default: 'sk-key-of-the-relay' },
      port: { type: 'string', default: '0' },
      worker: { type: 'string', default: WORKER },
      workerd: { type: 'string' },
      var: { type: 'string', multiple: true, default: [] },
    },
  });
  if (!values.provider || !values['secret-file']) {
    throw new Error('--provider and --secret-file are needed');
  }
  const vars = {
    PROVIDER_URL: values.provider,
    PROVIDER_KEY: values.key,
    RELAY_SECRET: (await readFile(values['secret-file'], 'utf8')).trim(),
  };
  for (const pair of values.var) {
    const [, name, value] = /^([A-Z_]+)=(.*)$/s.exec(pair) ?? [];
    if (!name) {
      throw new Error(`--var takes NAME=VALUE, not ${pair}`);
    }
    vars[name] = value;
  }
  const workerd = await startWorkerd({
    vars, port: Number(values.port), worker: values.worker, program: values.workerd, onOutput: (text) => process.stderr.write(text),
  });
  let ending = false;
  const end = async () => {
    ending = true;
    await workerd.stop();
    process.exit(0);
  };
  process.stdin.resume().on('end', end).on('error', end);
  process.on('SIGTERM', end).on('SIGINT', end);
  workerd.exited.then(async () => {
    if (!ending) {
      await workerd.stop();
      process.exit(1);
    }
  });
  console.log(`listening ${workerd.port}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await main();
}
