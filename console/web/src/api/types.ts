// What the console's API answers (docs/management-api.md). Times are milliseconds, instants ISO 8601.

export type Permission = 'observe' | 'content' | 'control';

/** GET v1/me */
export interface Me {
  permission: Permission;
  version: string;
  /** What the process serves calls with by default. */
  agent: string | null;
}

// ---- plugs: the same as ./patchbay plugs sees

export type PlugKind = 'transport' | 'provider' | 'caller_leg' | 'tool' | 'guardrail' | 'agent';

export interface Plug {
  kind: PlugKind;
  name: string;
  ranking: number;
  /** Of the new sessions that may have it, above 0 to 1. */
  share: number;
  /** active, draining, leaked … as PlugInfo.State, in lower case */
  state: string;
  /** How many hold it now: a tool only while it is at work. Whose agents offer it is in SessionInfo.uses. */
  users: number;
}

export interface Refusal { kind: PlugKind; bundle: string; version: string; reason: string }

export interface PlugBundle {
  bundle: string;
  version: string;
  /** shipped, installed, watched … */
  origin: string;
  /** active, draining, stopped … */
  state: string;
  plugs: Plug[];
  refusals: Refusal[];
  /** The version that a roll-back would bring back, or null. */
  previous: string | null;
}

/** GET v1/plugs */
export interface Plugs { bundles: PlugBundle[] }

export interface Version { name: string; version: string }

export interface Swap {
  at: string;
  session: string;
  kind: string;
  from: Version | null;
  to: Version | null;
  outcome: string;
  /** How long it took, and the sound that was held, lost, and not heard meanwhile. */
  took: number;
  held: number;
  lost: number;
  silence: number;
  restored: string;
  detail: string | null;
}

export interface PlugChange {
  at: string;
  action: string;
  bundle: string;
  from: string | null;
  to: string | null;
  outcome: string;
  took: number;
  detail: string | null;
}

/** GET v1/swaps */
export interface Swaps { swaps: Swap[]; changes: PlugChange[] }

/** A line of the answer to POST v1/plugs/install|update|remove|rollback; the last has `done` or an error. */
export type ChangeLine =
  | { step: string; bundle: string; version: string; users: number }
  | { done: PlugChange[] }
  | { refused: string; error: string }
  | { error: string };

/** Body of POST v1/plugs/install, update, remove, rollback (drain in seconds); a jar goes to POST v1/plugs/install|update?name=FILE.jar[&force=true][&drain=SECONDS] as application/java-archive. */
export interface ChangeWish { source?: string; bundle?: string; force?: boolean; drain?: number }

// ---- sessions

export type SessionState = 'new' | 'connecting' | 'connected' | 'reconnecting' | 'parked' | 'closed';

export interface Counters {
  absorbedErrors: number;
  staleResults: number;
  callsNotRun: number;
  lateFrames: number;
  callerBytesDropped: number;
  listenerFailures: number;
  listenerDrops: number;
}

export interface Usage {
  input: number;
  output: number;
  total: number;
  /** By modality, such as inputAudio, outputText, cached. */
  details: Record<string, number>;
}

/** An entry of GET v1/sessions, and the event `session` of GET v1/stream. */
export interface SessionInfo {
  id: string;
  state: SessionState;
  agent: string | null;
  transport: string | null;
  provider: string | null;
  leg: string | null;
  age: number;
  items: number;
  usage: Usage;
  counters: Counters;
  /** The talk of this page that it is (Talk.id), or null. */
  talk: string | null;
  /** Whether it is being recorded: the recording's name. */
  recording: string | null;
  /** False when it has ended and is kept for looking at. */
  live: boolean;
  /** Turns so far, the latest latency of an answer, and the cost, where they are known. */
  turnCount?: number;
  latency?: number | null;
  cost?: string | null;
  /** The plugs whose tools its agent offers, whose guardrails judge it, and which it is from: the console's own list has them. */
  uses?: PlugUse[];
}

export interface PlugUse { kind: PlugKind; name: string; version: string }

/** GET v1/sessions */
export interface Sessions { sessions: SessionInfo[] }

export interface Approval { callId: string; agent: string; tool: string; kind: 'function' | 'mcp'; arguments: string; server: string | null }

export interface ToolTime { name: string; callId: string; outcome: string | null; took: number | null }

/** From the caller's first word, or a typed one, to the end of the answer. `t` is seconds since the session was opened. */
export interface Turn {
  number: number;
  agent: string | null;
  startedAt: number;
  endedAt: number | null;
  /** Only for who may see content. */
  user: string | null;
  assistant: string | null;
  /** What was heard of an answer that was cut. */
  heard: string | null;
  responseLatency: number | null;
  timeToFirstAudio: number | null;
  bargeIn: number | null;
  interrupted: string | null;
  tools: ToolTime[];
  guardrail: string | null;
  tokens: number;
  cost: string | null;
}

/** GET v1/sessions/{id} */
export interface SessionDetail extends SessionInfo {
  line: { transport: string; provider: string; profile: string | null; address: string | null } | null;
  queues: { callerAudioBytes: number; listenerEvents: number };
  cost: string | null;
  approvals: Approval[];
  turns: Turn[];
  swaps: Swap[];
  generation: number;
}

/**
 * A line of the journal, of `./patchbay talk --events`, and of a recording's .jsonl: what the events `event` and `wire` of
 * GET v1/sessions/{id}/stream[?raw=true] carry. `t` is seconds since the session was opened. event.type is the snake_case
 * name of a SessionEvent (docs/observability.md), or the provider's own type where kind is 'wire'.
 */
export interface JournalLine { t: number; kind: 'session' | 'wire' | 'call' | 'audio' | 'line' | 'recorder'; dir?: 'in' | 'out'; event: Record<string, unknown> & { type: string } }

/**
 * Event `level` of a session's stream: peaks of 0..1, one for each `step` seconds since t, both sides; 0.05 without it. The first of
 * a stream has all that was before, coarser.
 */
export interface Levels { t: number; step?: number; caller: number[]; agent: number[] }

/**
 * Event `detail` of a session's stream: whenever something of it changed, at most four times a second. The first of a stream has
 * all turns, later ones have none: event `turns` goes before them.
 */
export type DetailEvent = Omit<SessionDetail, 'turns'> & { turns?: Turn[] };

/** Event `turns` of a session's stream: the turns that are new, or other than they were, oldest first. */
export interface TurnsEvent { changed: Turn[] }

// POST v1/sessions/{id}/approvals/{callId}  {granted, always?, message?}  -> {counted, standing}
// POST v1/sessions/{id}/message {text} · /interrupt {} · /agent {name} · /say {text} · /close {}
// POST v1/sessions/{id}/line {transport?, line?}  moves the session to another line (RealtimeSession.renew)
// POST v1/sessions/{id}/recording {on}            -> {recording: name | null}
// all but the approval and the recording answer 202 {}

// GET v1/stream: server-sent events `sessions` (Sessions, first), `session` (SessionInfo, when one changes, at most four times a
// second each), `plugs` (Plugs, when they change), `swap` (Swap), `change` (PlugChange), `progress` (a step of a change that anybody
// makes), `health` (Health, every two seconds)

// ---- talk

export interface OfferedLine {
  id: string;
  title: string;
  provider: string;
  profile: string | null;
  /** Why it cannot be used now, with what to do (no key …), or null. */
  unavailable: string | null;
  emulated: boolean;
  /** What it is sure to understand (an emulator's), best first; empty where it understands everything. */
  phrases: string[];
}

/**
 * GET v1/talk[?agent=…&line=…]: phrases are those of that agent, transports those of that line; without, of what is chosen.
 */
export interface TalkOffers {
  agents: { name: string; description: string | null }[];
  lines: OfferedLine[];
  transports: { name: string; unavailable: string | null }[];
  /** What is chosen at first. */
  chosen: { agent: string | null; line: string | null; transport: string | null };
  /** Recorded questions: the words, and where the WAV is (relative to the API). */
  samples: { id: string; words: string; url: string }[];
  media: { webrtc: boolean; websocket: boolean; reason: string | null };
}

/** POST v1/talk {agent, line, transport, record?: boolean} -> 201 */
export interface Talk {
  /** Found again as SessionInfo.talk. */
  id: string;
  /** For client.js: where the door is, and what lets one call in, within a minute. */
  url: string;
  credential: string;
}

/** POST v1/talk/plan {agent, line, transport}: what becomes of each wish before anything is opened. */
export interface TalkPlan { rows: { feature: string; asked?: string; resolution: 'native' | 'emulated' | 'rejected'; reason: string | null }[]; problem: string | null }

// ---- recordings

export interface RecordingInfo { name: string; at: string; session: string | null; seconds: number | null; wav: string | null; journal: string; bytes: number; finished: boolean }

/** GET v1/recordings; the files at v1/recordings/NAME.wav (with ranges) and NAME.jsonl; DELETE v1/recordings/NAME */
export interface Recordings { recordings: RecordingInfo[]; folder: string }

// ---- health

export type HealthStatus = 'ok' | 'warn' | 'critical' | 'temporarily_unavailable' | 'health_check_error';

export interface HealthCheck { name: string; status: HealthStatus; tags: string[]; took: number; /** What was found; `hint` says what to do. */ entries: { status: HealthStatus | 'info' | 'debug'; message: string; hint: string | null }[] }

/** GET v1/health */
export interface Health {
  /** up or degraded */
  status: string;
  at: string;
  sessions: number;
  plugs: number;
  stopped: string[];
  refusals: Refusal[];
  leaked: (Plug & { bundle: string; version: string })[];
  calls: Record<string, number>;
  lines: { transport: string; provider: string; profile: string | null; address: string | null; state: string; failures: number; lastReason: string | null; coolUntil: string | null }[];
  // what the console adds
  process?: { uptime: number; heapUsed: number; heapMax: number; nonHeapUsed: number; threads: number; cpu: number | null; gcTime: number; java: string; openFiles: number | null };
  /** Event-loop delay: how late a task ran that was due, in milliseconds, of the last ten seconds. */
  loops?: { name: string; delay: number; worst: number }[];
  queues?: { callerAudioBytes: number; listenerEvents: number };
  counters?: Counters;
  checks?: HealthCheck[];
  /** The newest warnings and errors of the log and of sessions, without content, with what to do where it is known. */
  errors?: { at: string; source: string; session: string | null; message: string; hint: string | null; /** Of the hint: a page may say it in another language by that. */ code?: string | null; count: number }[];
}
