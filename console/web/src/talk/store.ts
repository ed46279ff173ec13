import { batch, computed, effect, signal, untracked } from '@preact/signals';
import type { Call } from 'patchbay-browser/client.js';
import { post, sentence } from '../api/client';
import type { Talk } from '../api/types';
import { sessions } from '../app/store';
import { t } from '../i18n';
import { LiveSession } from '../watch/live';
import { remember } from './mine';
import { choice } from './offers';
import { Sound } from './sound';
import { trouble } from './trouble';

export type Phase = 'idle' | 'starting' | 'up' | 'over';

/** The call of this page. It lives here, not in a component: it goes on while another tab is open. */
export const phase = signal<Phase>('idle');
export const media = signal<'webrtc' | 'websocket' | null>(null);
export const sound = signal<Sound | null>(null);
/** What is seen of the call: its session, from the server's stream. */
export const session = signal<LiveSession | null>(null);
/** What went wrong here, or at the door. */
const failure = signal<string | null>(null);
/** Why there is no call, or no more, for a person; null where nothing went wrong. */
export const problem = computed(() => {
  const seen = phase.value === 'over' ? session.value : null;
  return seen === null ? failure.value : (seen.version.value, trouble(failure.value, seen.model.conversation));
});
/** The browser wants a click before it plays anything. */
export const blocked = signal(false);
/** Words that wait until the call is up. */
export const unsent = signal<readonly string[]>([]);

export const up = computed(() => phase.value === 'up' || phase.value === 'starting');

const talk = signal<string | null>(null);
let call: Call | null = null;
let attempt = 0;
const speaker = typeof Audio === 'undefined' ? null : new Audio();

effect(() => {
  const id = talk.value;
  if (id === null) {
    return;
  }
  for (const info of sessions.value.values()) {
    if (info.talk === id && session.peek()?.id !== info.id) {
      session.peek()?.close();
      session.value = new LiveSession(info.id);
    }
  }
});

// where nobody answers, the browser would look for a way to the door until its patience ends
effect(() => {
  const seen = phase.value === 'starting' ? session.value : null;
  if (seen !== null && seen.version.value > 0 && seen.model.conversation.failure !== null && seen.detail.value?.live === false) {
    talk.value = null;
    untracked(hangUp);
  }
});

/** Begins a call; `withMicrophone` asks for it, and the call does not wait for the answer. */
export async function start(withMicrophone: boolean): Promise<void> {
  if (up.value) {
    return;
  }
  const mine = ++attempt;
  const voice = new Sound();
  session.peek()?.close();
  // at once: nobody may take the failed call before for this one
  batch(() => {
    phase.value = 'starting';
    failure.value = null;
    media.value = null;
    blocked.value = false;
    session.value = null;
    talk.value = null;
    sound.value = voice;
  });
  if (withMicrophone) {
    void voice.open();
  }
  try {
    const { agent, line, transport, record } = choice.peek();
    const begun = await post<Talk>('v1/talk', { agent, line, transport, record });
    if (mine !== attempt) {
      return;
    }
    talk.value = begun.id;
    remember(begun.id);
    const made = await dial(begun, voice);
    if (mine !== attempt) {
      made.hangUp();
      return;
    }
    answered(made);
  } catch (error) {
    if (mine === attempt) {
      over(refused(error));
    }
  }
}

async function dial(begun: Talk, voice: Sound): Promise<Call> {
  const [{ connect }, { default: worklet }] = await Promise.all([import('patchbay-browser/client.js'), import('patchbay-browser/worklet.js?url')]);
  return connect({
    url: begun.url,
    credential: begun.credential,
    microphone: voice.stream,
    worklet: new URL(worklet, document.baseURI).href,
    ...(speaker === null ? {} : { audio: speaker }),
    on: {
      blocked: () => {
        blocked.value = true;
      },
    },
  });
}

function answered(made: Call): void {
  call = made;
  media.value = made.media === 'websocket' ? 'websocket' : 'webrtc';
  phase.value = 'up';
  made.on('ended', (event) => {
    if (call === made) {
      over(event['cause'] === 'lost' ? t('talk.lost') : null);
    }
  });
  for (const text of unsent.value) {
    made.sendText(text);
  }
  unsent.value = [];
  if (made.ended) {
    over(t('talk.lost'));
  }
}

function refused(error: unknown): string {
  const why = sentence(error);
  return why.startsWith('the call ') || why.startsWith('the door ') ? t('talk.failed', { why }) : why;
}

function over(why: string | null): void {
  call = null;
  unsent.value = [];
  failure.value = why;
  phase.value = session.value === null && talk.value === null ? 'idle' : 'over';
  sound.value?.close();
  sound.value = null;
  blocked.value = false;
}

export function hangUp(): void {
  attempt++;
  const ending = call;
  over(null);
  ending?.hangUp();
}

/** The caller types; where there is no call yet, this begins one. */
export async function type(text: string): Promise<void> {
  if (call !== null) {
    call.sendText(text);
    return;
  }
  unsent.value = [...unsent.value, text];
  await start(false);
}

/** The caller says a recorded sample; where there is no call yet, this begins one. */
export async function say(id: string, address: string): Promise<void> {
  if (sound.value?.sample.value === id) {
    sound.value.hush();
    return;
  }
  try {
    const [wav] = await Promise.all([load(address), start(false)]);
    if (phase.value === 'up') {
      await sound.value?.say(id, wav);
    }
  } catch (error) {
    failure.value = sentence(error);
  }
}

async function load(address: string): Promise<ArrayBuffer> {
  const response = await fetch(address, { credentials: 'same-origin' });
  if (!response.ok) {
    throw new Error(t('talk.noSample'));
  }
  return response.arrayBuffer();
}

export function interrupt(): void {
  call?.interrupt();
}

/** The click that the browser wanted. */
export function unblock(): void {
  blocked.value = false;
  sound.value?.wake();
  call?.unblock();
}

if (typeof addEventListener === 'function') {
  addEventListener('pagehide', () => hangUp());
}
