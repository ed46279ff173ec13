// What the mock tells of sessions and recordings: s-0001 waits for consent, all others are conversations to their end.
import { join } from 'node:path';
import { runnerImport } from 'vite';

const { PLAN, RECORDINGS, conversation, levels, seen, wav } = (await runnerImport(join(import.meta.dirname, 'call.ts'), { configFile: false, logLevel: 'error' })).module;

/** Answers what is about sessions, recordings and talking; tells whether it was. */
export function told(name, scene, path, detail, response, json) {
  const stream = /^v1\/sessions\/([^/]+)\/stream$/.exec(path);
  const file = /^v1\/recordings\/([^/]+)\.(wav|jsonl)$/.exec(path);
  if (stream !== null) {
    const found = scene.sessions.find((each) => each.id === stream[1]);
    if (found) {
      follow(name, scene, found, detail(found), response);
    } else {
      json(response, 404, { error: 'There is no such session.' });
    }
  } else if (path === 'v1/recordings') {
    json(response, 200, { recordings: scene.sessions.length > 0 ? RECORDINGS : [], folder: 'recordings' });
  } else if (file !== null) {
    recording(file[2], response);
  } else if (path === 'v1/talk/plan') {
    json(response, 200, PLAN);
  } else {
    return false;
  }
  return true;
}

function follow(name, scene, info, detail, response) {
  const lines = info.id === 'many' ? long() : info.talk === null ? conversation(false) : ownCall(name);
  const model = seen(lines);
  const hidden = scene.me.permission === 'observe';
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = (event, data) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  const turns = hidden ? [] : model.turns.all;
  const { turns: _, ...outline } = { ...detail, age: model.timeline.end * 1000 };
  send('detail', { ...outline, turns: turns.slice(0, -1) });
  send('turns', { changed: turns.slice(-1) });
  send('detail', outline);
  for (const line of lines) {
    send(line.kind === 'wire' ? 'wire' : 'event', hidden ? masked(line) : line);
  }
  send('level', levels(model));
}

/** The call that the Talk tab shows: it waits for consent, or stands still where the scene says. */
function ownCall(name) {
  const until = /^until_(\w+)$/.exec(name)?.[1];
  if (until === undefined) {
    return conversation(true);
  }
  const lines = conversation(false);
  return lines.slice(0, lines.findLastIndex((line) => line.event.type === until) + 1);
}

function masked(line) {
  const content = (name, value) => (typeof value === 'string' && ['delta', 'transcript', 'arguments', 'output', 'info', 'message', 'text'].includes(name) ? `[${value.length} characters]` : value);
  return JSON.parse(JSON.stringify(line, content));
}

/** Hours of a call that nobody ended. */
function long() {
  const once = conversation(false).filter((line) => line.event.type !== 'state_changed');
  const length = once.at(-1).t + 1;
  return Array.from({ length: 60 }, (_, i) => once.map((line) => JSON.parse(JSON.stringify({ ...line, t: line.t + i * length }).replaceAll(/"(item|call|resp)_/g, `"$1_${i}_`)))).flat();
}

function recording(ending, response) {
  const lines = conversation(false);
  if (ending === 'jsonl') {
    response.writeHead(200, { 'content-type': 'application/jsonl' }).end(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
  } else {
    response.writeHead(200, { 'content-type': 'audio/wav' }).end(wav(levels(seen(lines))));
  }
}
