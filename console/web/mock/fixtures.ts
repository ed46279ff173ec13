import type { Counters, Health, HealthCheck, Me, Permission, Plug, PlugBundle, PlugChange, PlugKind, PlugUse, SessionDetail, SessionInfo, Swap, TalkOffers } from '../src/api/types';

/** What a scene of the mock is made of. */
export interface Scene {
  me: Me;
  sessions: SessionInfo[];
  bundles: PlugBundle[];
  swaps: Swap[];
  changes: PlugChange[];
  health: Health;
  talk: TalkOffers;
}

const START = Date.parse('2026-11-22T15:00:00Z');
const instant = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

const QUIET: Counters = {
  absorbedErrors: 0,
  staleResults: 0,
  callsNotRun: 0,
  lateFrames: 0,
  callerBytesDropped: 0,
  listenerFailures: 0,
  listenerDrops: 0,
};

function plug(kind: PlugKind, name: string, rest: Partial<Plug> = {}): Plug {
  return { kind, name, ranking: 0, share: 1, state: 'active', users: 0, ...rest };
}

function bundle(name: string, plugs: Plug[], rest: Partial<PlugBundle> = {}): PlugBundle {
  return { bundle: `io.patchbay.${name}`, version: '0.1.0.202611220900', origin: 'shipped', state: 'active', plugs, refusals: [], previous: null, ...rest };
}

/** What the agent of the first session is made of. */
const USES: PlugUse[] = [
  { kind: 'agent', name: 'assistant', version: '0.1.0.202611220900' },
  { kind: 'tool', name: 'clock', version: '1.2.0' },
  { kind: 'tool', name: 'calculator', version: '0.1.0.202611220900' },
  { kind: 'guardrail', name: 'phrases', version: '0.1.0.202611220900' },
];

export function session(number: number, rest: Partial<SessionInfo> = {}): SessionInfo {
  return {
    id: `s-${number.toString(36).padStart(4, '0')}`,
    state: 'connected',
    agent: 'assistant',
    transport: 'websocket',
    provider: 'openai',
    leg: 'browser',
    age: 42_000 + number * 1000,
    items: 12,
    usage: { input: 1840, output: 720, total: 2560, details: { inputAudio: 1200, outputAudio: 610, cached: 400 } },
    counters: QUIET,
    talk: null,
    recording: null,
    live: true,
    ...rest,
  };
}

export function detail(info: SessionInfo): SessionDetail {
  return {
    ...info,
    line: { transport: info.transport ?? 'websocket', provider: info.provider ?? 'openai', profile: null, address: 'ws://127.0.0.1:41233/v1/realtime' },
    queues: { callerAudioBytes: 0, listenerEvents: 0 },
    cost: '0.0123 USD',
    approvals: [],
    turns: [],
    swaps: [],
    generation: 1,
  };
}

const SHIPPED: PlugBundle[] = [
  bundle('transport.websocket', [plug('transport', 'websocket', { users: 2 })]),
  bundle('transport.webrtc', [plug('transport', 'webrtc')]),
  bundle('transport.sip', [plug('transport', 'sip'), plug('caller_leg', 'sip')]),
  bundle('transport.browser', [plug('caller_leg', 'browser', { users: 1 })]),
  bundle('provider.openai', [plug('provider', 'openai', { users: 2 })]),
  bundle('provider.gemini', [plug('provider', 'gemini')]),
  bundle('tools.clock', [plug('tool', 'clock', { users: 2 })], { version: '1.2.0', origin: 'installed', previous: '0.1.0.202611220900' }),
  bundle('tools.calculator', [plug('tool', 'calculator')]),
  bundle('guardrails.phrases', [plug('guardrail', 'phrases', { users: 1 })]),
  bundle('agents.assistant', [plug('agent', 'assistant', { users: 2 }), plug('agent', 'translator', { share: 0.1, ranking: 10 })]),
];

export function swap(number: number, rest: Partial<Swap> = {}): Swap {
  return {
    at: instant(600 + number * 60),
    session: 's-0001',
    kind: 'transport',
    from: { name: 'websocket', version: '0.1.0' },
    to: { name: 'webrtc', version: '0.1.0' },
    outcome: 'swapped',
    took: 180 + ((number * 37) % 120),
    held: 40 + ((number * 13) % 30),
    lost: 0,
    silence: 20 + ((number * 29) % 60),
    restored: 'full',
    detail: null,
    ...rest,
  };
}

export function change(number: number, rest: Partial<PlugChange> = {}): PlugChange {
  return {
    at: instant(500 + number * 60),
    action: 'update',
    bundle: 'io.patchbay.tools.clock',
    from: '0.1.0.202611220900',
    to: '1.2.0',
    outcome: 'done',
    took: 412.5,
    detail: null,
    ...rest,
  };
}

function check(name: string, rest: Partial<HealthCheck> = {}): HealthCheck {
  return { name, status: 'ok', tags: ['patchbay', name.toLowerCase()], took: 2, entries: [{ status: 'ok', message: 'Nothing to complain about.', hint: null }], ...rest };
}

const HEALTHY: Health = {
  status: 'up',
  at: instant(3600),
  sessions: 2,
  plugs: 13,
  stopped: [],
  refusals: [],
  leaked: [],
  calls: { offered: 14, accepted: 13, refused: 1, undecided: 0, answered: 13, failed: 0, unanswered: 0, dialed: 2, reached: 2 },
  lines: [
    { transport: 'websocket', provider: 'openai', profile: null, address: 'ws://127.0.0.1:41233/v1/realtime', state: 'healthy', failures: 0, lastReason: null, coolUntil: null },
  ],
  process: { uptime: 3_720_000, heapUsed: 86e6, heapMax: 512e6, nonHeapUsed: 74e6, threads: 41, cpu: 0.07, gcTime: 310, java: '17.0.15', openFiles: 96 },
  loops: [
    { name: 'patchbay-loop-0', delay: 0.2, worst: 1.4 },
    { name: 'patchbay-loop-1', delay: 0.1, worst: 0.9 },
  ],
  queues: { callerAudioBytes: 0, listenerEvents: 0 },
  counters: QUIET,
  checks: [check('Plugs'), check('Lines'), check('Sessions'), check('Event loops'), check('Memory'), check('Doors'), check('Disk')],
  errors: [],
};

const OFFERS: TalkOffers = {
  agents: [
    { name: 'assistant', description: 'Answers, looks up orders, tells the time.' },
    { name: 'translator', description: null },
  ],
  lines: [
    {
      id: 'emulator',
      title: 'Emulator on this machine',
      provider: 'openai',
      profile: null,
      unavailable: null,
      emulated: true,
      phrases: ['What time is it?', 'What is twelve times seven?', 'Where is my order?'],
    },
    { id: 'openai', title: 'OpenAI', provider: 'openai', profile: null, unavailable: 'There is no key: set OPENAI_API_KEY and start again.', emulated: false, phrases: [] },
  ],
  transports: [
    { name: 'websocket', unavailable: null },
    { name: 'webrtc', unavailable: null },
    { name: 'sip', unavailable: 'The line has no SIP address.' },
  ],
  chosen: { agent: 'assistant', line: 'emulator', transport: 'websocket' },
  samples: [{ id: 'time', words: 'What time is it?', url: 'v1/talk/samples/time.wav' }],
  media: { webrtc: true, websocket: true, reason: null },
};

function calm(permission: Permission = 'control'): Scene {
  return {
    me: { permission, version: '0.1.0', agent: 'assistant' },
    sessions: [session(1, { talk: 'mock', turnCount: 7, uses: USES, latency: 512, cost: '0.0147 USD' }), session(2, { leg: 'sip', agent: 'translator', transport: 'webrtc' }), session(3, { live: false, state: 'closed', recording: 's-0009-20261122-151200' })],
    bundles: SHIPPED,
    swaps: Array.from({ length: 12 }, (_, index) => swap(index)),
    changes: [change(3), change(2, { action: 'install', bundle: 'io.patchbay.tools.weather', from: null, to: '1.0.0', took: 220.1 })],
    health: HEALTHY,
    talk: OFFERS,
  };
}

function empty(): Scene {
  return { ...calm(), sessions: [], bundles: [], swaps: [], changes: [], health: { ...HEALTHY, sessions: 0, plugs: 0, lines: [], checks: [] } };
}

function many(): Scene {
  const names = Array.from({ length: 1200 }, (_, index) => `tools.generated.number${index}`);
  return {
    ...calm(),
    sessions: [session(1, { id: 'many' }), ...Array.from({ length: 1500 }, (_, index) => session(index, { live: index % 3 !== 0, state: index % 3 === 0 ? 'closed' : 'connected' }))],
    bundles: [
      ...SHIPPED,
      bundle('tools.withaverylongnamethatnobodywouldeverchoosebutsomebodydoes.andthenitgoesonandon.enterprise.edition', [
        plug('tool', 'a_tool_whose_name_is_so_long_that_it_can_not_stand_in_one_line_of_any_telephone_in_the_world'),
      ]),
      ...names.map((name) => bundle(name, [plug('tool', name)])),
    ],
    swaps: Array.from({ length: 400 }, (_, index) => swap(index)),
    changes: Array.from({ length: 400 }, (_, index) => change(index)),
    health: {
      ...HEALTHY,
      sessions: 1000,
      lines: Array.from({ length: 200 }, (_, index) => ({
        transport: 'websocket',
        provider: 'openai',
        profile: `profile-${index}`,
        address: `wss://region-${index}.example.com/v1/realtime?model=a-long-model-name-${index}`,
        state: 'healthy',
        failures: 0,
        lastReason: null,
        coolUntil: null,
      })),
    },
  };
}

function troubled(): Scene {
  const refusal = { kind: 'tool', bundle: 'io.example.weather', version: '2.0.0', reason: 'The name "clock" is taken by io.patchbay.tools.clock with the same ranking.' } as const;
  return {
    ...calm(),
    bundles: [
      ...SHIPPED.map((each) => (each.bundle.endsWith('tools.clock') ? { ...each, state: 'draining', plugs: each.plugs.map((one) => ({ ...one, state: 'draining' })) } : each)),
      bundle('tools.weather', [], { bundle: 'io.example.weather', version: '2.0.0', origin: 'watched', refusals: [refusal] }),
      bundle('guardrails.strict', [], { state: 'stopped', origin: 'installed', previous: '1.0.0' }),
    ],
    swaps: [
      swap(30, { outcome: 'rolled_back', to: null, detail: 'The new line was refused with status 401.', silence: 0, restored: 'full' }),
      swap(29, { silence: 640, lost: 120, held: 900, restored: 'transcript' }),
      ...calm().swaps,
    ],
    changes: [change(40, { outcome: 'refused', to: null, took: 31.4, detail: 'The jar imports io.example.missing, which nothing here exports.' }), ...calm().changes],
    health: {
      ...HEALTHY,
      status: 'degraded',
      stopped: ['io.patchbay.guardrails.strict 1.0.0'],
      refusals: [refusal],
      leaked: [{ ...plug('tool', 'sleeper', { state: 'leaked' }), bundle: 'io.example.sleeper', version: '1.0.0' }],
      lines: [
        ...HEALTHY.lines,
        {
          transport: 'websocket',
          provider: 'openai',
          profile: 'azure',
          address: 'wss://example.openai.azure.com/openai/realtime',
          state: 'cooling_down',
          failures: 4,
          lastReason: 'unauthorized: the key was not accepted',
          coolUntil: instant(3690),
        },
      ],
      loops: [
        { name: 'patchbay-loop-0', delay: 84.2, worst: 412.6 },
        { name: 'patchbay-loop-1', delay: 0.1, worst: 0.9 },
      ],
      queues: { callerAudioBytes: 96_000, listenerEvents: 412 },
      counters: { ...QUIET, lateFrames: 31, callerBytesDropped: 6400, listenerFailures: 2 },
      checks: [
        check('Plugs', { status: 'warn', entries: [{ status: 'warn', message: '1 plug was refused, 1 bundle does not run.', hint: 'See the Plugs tab: it says why.' }] }),
        check('Lines', {
          status: 'critical',
          entries: [
            { status: 'info', message: '2 lines are known.', hint: null },
            { status: 'critical', message: 'openai (azure) over websocket cools down after 4 failures: the key was not accepted.', hint: 'Set a key that is valid in AZURE_OPENAI_API_KEY and start again.' },
          ],
        }),
        check('Event loops', { status: 'temporarily_unavailable', entries: [{ status: 'temporarily_unavailable', message: 'Not measured yet.', hint: null }] }),
        ...(HEALTHY.checks ?? []).slice(4),
      ],
      errors: [
        {
          at: instant(3580),
          source: 'session',
          session: 's-0001',
          message: 'connect_failed: the provider refused the key',
          hint: 'Check the key of this provider, and whether its time is over.',
          count: 4,
        },
        { at: instant(3400), source: 'io.patchbay.runtime.internal.Listeners', session: null, message: 'A listener threw IllegalStateException', hint: null, count: 2 },
      ],
    },
  };
}

/** The scenes that can be asked for by name. */
export const SCENES: Record<string, () => Scene> = {
  calm: () => calm(),
  observe: () => calm('observe'),
  content: () => calm('content'),
  empty,
  many,
  troubled,
};
