import { ApiError, address, get } from './client';

export type Connection = 'connecting' | 'open' | 'lost' | 'expired';

/** What to do with each event of a stream, by the event's name. */
export type Handlers<Events> = { [E in keyof Events]?: (data: Events[E]) => void };

export interface Subscription {
  close(): void;
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 10_000;

/**
 * Follows a stream of server-sent events, and begins anew whenever it breaks off. `Events` says what each event carries.
 * Whoever listens gets the whole state again after each `open`; `expired` is the end: who asks is not known any more.
 */
export function follow<Events>(path: string, handlers: Handlers<Events>, onState: (state: Connection) => void = () => {}): Subscription {
  let source: EventSource | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let closed = false;

  const open = (): void => {
    source = new EventSource(address(path));
    source.onopen = () => {
      failures = 0;
      onState('open');
    };
    source.onerror = () => void again();
    for (const [name, handle] of Object.entries(handlers) as [string, (data: unknown) => void][]) {
      source.addEventListener(name, (event) => handle(JSON.parse(event.data as string)));
    }
  };
  // the browser's own retry tells nothing of why, and gives up after an answer that is an error
  const again = async (): Promise<void> => {
    source?.close();
    source = null;
    onState('lost');
    if (await unknown()) {
      closed = true;
      onState('expired');
    }
    if (!closed) {
      timer = setTimeout(open, wait(failures++));
    }
  };
  onState('connecting');
  open();
  return {
    close: () => {
      closed = true;
      clearTimeout(timer);
      source?.close();
    },
  };
}

/** How long until the next attempt, in milliseconds. */
export function wait(failures: number): number {
  return Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
}

async function unknown(): Promise<boolean> {
  try {
    await get('v1/me');
    return false;
  } catch (error) {
    return error instanceof ApiError && error.status === 401;
  }
}
