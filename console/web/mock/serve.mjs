// A console without a Patchbay behind it, for work on the page and for pictures of it:
//
//   npm run build -- --outDir ../target/page && npm run mock -- [--port 8099]
//
// http://127.0.0.1:8099/?scene=NAME shows one of the scenes of fixtures.ts; the page keeps it. Further: scene=loading never
// answers, scene=expired knows nobody, scene=lost breaks off after half a second, for ten, and with scene=until_TYPE the
// conversation of a call from the Talk tab stands still after its last event of that type.
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';
import { told } from './sessions.mjs';
import { TALK, door } from './talk.mjs';

const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml' };
const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const here = import.meta.dirname;
const { SCENES, change, detail, swap } = (await runnerImport(join(here, 'fixtures.ts'), { configFile: false, logLevel: 'error' })).module;

/** Serves the page and the scenes; resolves to the server once it listens. */
export async function serve({ port = 0, page = join(here, '../../target/page') } = {}) {
  const server = createServer((request, response) => answer(page, request, response));
  door(server);
  await new Promise((listening) => server.listen(port, '127.0.0.1', listening));
  return server;
}

function answer(page, request, response) {
  const url = new URL(request.url, 'http://mock');
  if (url.searchParams.has('scene')) {
    response.writeHead(303, { location: '/', 'set-cookie': `scene=${url.searchParams.get('scene')}; SameSite=Strict` }).end();
    return;
  }
  if (url.pathname.startsWith('/api/')) {
    const name = /(?:^|; )scene=(\w+)/.exec(request.headers.cookie ?? '')?.[1] ?? 'calm';
    api(name, request, url, response);
    return;
  }
  if (url.pathname.startsWith('/door/')) {
    json(response, 501, { error: { code: 'no-webrtc', message: 'there is no WebRTC here; call over WebSocket' } });
    return;
  }
  const file = join(page, normalize(url.pathname === '/' ? 'index.html' : url.pathname));
  if (!file.startsWith(page) || !existsSync(file)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream', 'content-security-policy': CSP, 'cache-control': 'no-store' });
  createReadStream(file).pipe(response);
}

function api(name, request, url, response) {
  const path = url.pathname.slice('/api/'.length);
  if (name === 'loading') {
    return;
  }
  if (name === 'expired') {
    json(response, 401, { error: 'Open the address again that Patchbay printed when it started.' });
    return;
  }
  if (name === 'lost' && Date.now() < backAt) {
    response.destroy();
    return;
  }
  const scene = (SCENES[name] ?? SCENES.calm)();
  if ((request.method === 'GET' || path === 'v1/talk/plan') && told(name, scene, path, detail, response, json)) {
    request.resume();
  } else if (request.method === 'GET') {
    shown(name, scene, path, response);
  } else if (/^v1\/plugs\/(install|update|remove|rollback)$/.test(path)) {
    void changed(request, path.slice('v1/plugs/'.length), url, response);
  } else if (path === 'v1/talk') {
    request.resume();
    json(response, 201, { id: TALK, url: `http://${request.headers.host}/door`, credential: 'mock' });
  } else {
    request.resume();
    json(response, 202, {});
  }
}

function shown(name, scene, path, response) {
  const opened = /^v1\/sessions\/([^/]+)$/.exec(path);
  const all = {
    'v1/me': scene.me,
    'v1/sessions': { sessions: scene.sessions },
    'v1/plugs': { bundles: scene.bundles },
    'v1/swaps': { swaps: scene.swaps, changes: scene.changes },
    'v1/health': scene.health,
    'v1/talk': scene.talk,
  };
  if (path === 'v1/stream') {
    stream(name, scene, response);
  } else if (opened !== null) {
    const found = scene.sessions.find((each) => each.id === opened[1]);
    json(response, found ? 200 : 404, found ? detail(found) : { error: 'There is no such session.' });
  } else if (path in all) {
    json(response, 200, all[path]);
  } else {
    json(response, 404, { error: `There is nothing at ${path}.` });
  }
}

// ---- what happens by itself

const listeners = new Set();
let backAt = 0;

function stream(name, scene, response) {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  send('sessions', { sessions: scene.sessions });
  let beat = 0;
  const health = () => {
    const wave = Math.abs(Math.sin(beat++ / 5));
    const { loops = [], process } = scene.health;
    send('health', {
      ...scene.health,
      at: new Date(Date.now()).toISOString(),
      loops: loops.map((loop) => ({ ...loop, delay: loop.delay * (0.5 + wave) })),
      process: { ...process, heapUsed: process.heapUsed * (0.8 + 0.3 * wave), uptime: process.uptime + beat * 2000 },
    });
  };
  health();
  const timer = setInterval(health, 2000);
  listeners.add(send);
  if (name === 'lost') {
    setTimeout(() => {
      backAt = Date.now() + 10_000;
      response.destroy();
    }, 500);
  }
  response.on('close', () => {
    clearInterval(timer);
    listeners.delete(send);
  });
}

const pause = (millis) => new Promise((done) => setTimeout(done, millis));

/** A change as it goes: steps with users that leave one by one, then what came of it; a name with "broken" is refused. */
async function changed(request, verb, url, response) {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const upload = url.searchParams.get('name');
  const wish = upload ? {} : JSON.parse(Buffer.concat(chunks).toString());
  const bundle = wish.bundle ?? `io.example.${(upload ?? wish.source ?? 'plug').replace(/[-_].*|\.jar$/g, '')}`;
  const tell = (event, data) => listeners.forEach((send) => send(event, data));
  if (/broken/.test(upload ?? bundle)) {
    json(response, 409, { refused: 'no_bundle', error: `${upload ?? bundle} is a jar, but no bundle: its manifest has no Bundle-SymbolicName.` });
    return;
  }
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  const step = async (name, version, users) => {
    const line = { step: name, bundle, version, users };
    response.write(`${JSON.stringify(line)}\n`);
    tell('progress', line);
    await pause(Number(process.env.MOCK_PACE_MS ?? 700));
  };
  if (verb !== 'remove') {
    await step('installed', '1.3.0', 0);
    await step('active', '1.3.0', 0);
  }
  if (verb !== 'install') {
    for (const users of [2, 1, 0]) {
      await step('draining', '1.2.0', users);
    }
    await step('stopped', '1.2.0', 0);
    await step('removed', '1.2.0', 0);
    tell('swap', swap(0, { at: new Date(Date.now()).toISOString(), kind: 'tool', from: { name: 'clock', version: '1.2.0' }, to: { name: 'clock', version: '1.3.0' }, silence: 0, held: 0 }));
  }
  const made = change(0, { at: new Date(Date.now()).toISOString(), action: verb.replace('rollback', 'roll_back'), bundle, from: verb === 'install' ? null : '1.2.0', to: verb === 'remove' ? null : '1.3.0', took: 2840 });
  tell('change', made);
  response.end(`${JSON.stringify({ done: [made] })}\n`);
}

function json(response, status, body) {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body));
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { port: { type: 'string', default: '0' }, page: { type: 'string' } } });
  const server = await serve({ port: Number(values.port), ...(values.page ? { page: values.page } : {}) });
  console.log(`listening http://127.0.0.1:${server.address().port}/`);
}
