import assert from 'node:assert/strict';
import { mock, test } from 'node:test';
import { setImmediate as settled } from 'node:timers/promises';
import type { PlugBundle, TalkOffers } from '../api/types';
import { bundles } from '../app/store';
import { choice, followOffers, offers } from './offers';

/** The agent that the server offers: another with every request. */
const offered = (agent: string): TalkOffers => ({
  agents: [{ name: agent, description: null }],
  lines: [],
  transports: [],
  chosen: { agent, line: null, transport: null },
  samples: [],
  media: { webrtc: false, websocket: true, reason: null },
});

/** A server that answers v1/talk when told to. */
class Server {
  asked: string[] = [];
  private waiting: ((answer: Response) => void)[] = [];

  fetch = (address: string): Promise<Response> => {
    this.asked.push(address.replace(/^.*\/api\//, ''));
    return address.endsWith('/v1/talk') ? new Promise((answer) => this.waiting.push(answer)) : Promise.resolve(Response.json({ rows: [], problem: null }));
  };

  times(path: string): number {
    return this.asked.filter((each) => each === path).length;
  }

  async answer(agent: string): Promise<void> {
    this.waiting.shift()?.(Response.json(offered(agent)));
    await settled();
  }
}

async function looking(look: (server: Server, end: () => void) => Promise<void>): Promise<void> {
  const server = new Server();
  const world: Record<string, unknown> = globalThis as never;
  const { fetch } = globalThis;
  world['fetch'] = server.fetch;
  world['document'] = { baseURI: 'http://127.0.0.1/' };
  mock.timers.enable({ apis: ['setTimeout'] });
  bundles.value = null;
  const end = followOffers();
  try {
    await look(server, end);
  } finally {
    end();
    mock.timers.reset();
    world['fetch'] = fetch;
    delete world['document'];
  }
}

let came = 0;

function plugsCame(times: number): void {
  for (let i = 0; i < times; i++) {
    bundles.value = [clock(`1.0.${++came}`, 0)];
  }
}

function clock(version: string, users: number): PlugBundle {
  const plug = { kind: 'tool', name: 'clock', ranking: 0, share: 1, state: 'active', users } as const;
  return { bundle: 'clock', version, origin: 'shipped', state: 'active', plugs: [plug], refusals: [], previous: null };
}

test('what can be called is asked for at once, and once for all plugs that come together', () =>
  looking(async (server) => {
    assert.equal(server.times('v1/talk'), 1);
    await server.answer('one');
    plugsCame(9);
    assert.equal(server.times('v1/talk'), 1);
    mock.timers.tick(1000);
    await server.answer('two');
    mock.timers.tick(60_000);
    assert.equal(server.times('v1/talk'), 2);
    assert.equal(offers.value?.chosen.agent, 'two');
  }));

test('while a request is under way no other is made, and the last change is not lost', () =>
  looking(async (server) => {
    plugsCame(5);
    mock.timers.tick(60_000);
    assert.equal(server.times('v1/talk'), 1);
    await server.answer('one');
    mock.timers.tick(60_000);
    assert.equal(server.times('v1/talk'), 2);
    await server.answer('two');
    mock.timers.tick(60_000);
    assert.equal(server.times('v1/talk'), 2);
    assert.equal(choice.value.agent, 'two');
  }));

test('what becomes of the choice is asked for once with each answer', () =>
  looking(async (server) => {
    await server.answer('one');
    const planned = server.times('v1/talk/plan');
    plugsCame(2);
    mock.timers.tick(1000);
    await server.answer('two');
    assert.equal(server.times('v1/talk/plan'), planned + 1);
  }));

test('that others use what there is changes nothing', () =>
  looking(async (server) => {
    await server.answer('one');
    for (const users of [0, 1, 2, 1]) {
      bundles.value = [clock('1.0.0', users)];
    }
    mock.timers.tick(60_000);
    assert.equal(server.times('v1/talk'), 1);
  }));

test('who looks away asks no more', () =>
  looking(async (server, end) => {
    await server.answer('one');
    plugsCame(2);
    end();
    mock.timers.tick(60_000);
    assert.equal(server.times('v1/talk'), 1);
  }));
