import { errorEvent } from './errors';
import { tellEnd } from './expiry';

/** Above this many bytes that wait for one side, nothing more is read; below the other, reading goes on. */
const HIGH_BYTES = 4 * 1024 * 1024;
const LOW_BYTES = 1024 * 1024;
/** Reading is held up in slices, so that timers and the end of a side are never far; the platform allows 30 s. */
const SLICE_MS = 2000;
const POLL_MS = 5;

const GOING_AWAY = 1001;
const NO_STATUS = 1005;
const INTERNAL_ERROR = 1011;

/** What the relay wants of the object it runs in. */
export interface Host {
  /** Delivers no event until the task is done: the only way to stop reading from a socket. */
  holdEvents(task: () => Promise<void>): void;
  /** Drops the provider's connection. */
  dropProvider(): void;
  /** Drops everything. */
  dropAll(): void;
  /** Called once, when both sides are over. */
  ended(summary: Summary): void;
}

export interface Summary {
  seconds: number;
  toClient: number;
  toProvider: number;
  ended: string;
}

/** One of the two sockets, and how far its closing handshake (RFC 6455, section 7) has come. */
class Side {
  closeSeen = false;
  closeSent = false;
  gone = false;
  sent = 0;
  stuckSince: number | null = null;

  constructor(readonly name: string, readonly socket: WebSocket) {}

  get over(): boolean {
    return this.gone || (this.closeSeen && this.closeSent);
  }

  /** Bytes that wait to be written. */
  get waiting(): number {
    return this.gone ? 0 : this.socket.bufferedAmount;
  }

  /** Bytes that have been written. */
  get written(): number {
    return this.sent - this.waiting;
  }

  /** False when the side cannot be written to any more. */
  send(data: string | ArrayBuffer): boolean {
    if (this.gone || this.closeSent) {
      return true; // what comes after the end of a side is dropped
    }
    const before = this.socket.bufferedAmount;
    try {
      this.socket.send(data);
    } catch {
      return false;
    }
    this.sent += this.socket.bufferedAmount - before;
    return true;
  }

  /** Sends a Close frame after all that waits; the other side may still send. */
  close(code: number, reason: string): void {
    if (this.gone || this.closeSent) {
      return;
    }
    this.closeSent = true;
    try {
      if (code === NO_STATUS) {
        this.socket.close();
      } else {
        this.socket.close(code, reason);
      }
    } catch {
      this.gone = true;
    }
  }
}

/**
 * Passes messages between a client and the provider, in order, both ways, until both are closed.
 *
 * A side that closes is not written off: its Close goes on to the other side, whose last messages still come through, and
 * the answer to it comes back. `CLOSE_SECONDS` bound that.
 */
export class Relay {
  private readonly client: Side;
  private readonly provider: Side;
  private readonly began = Date.now();
  private readonly timers: ReturnType<typeof setTimeout>[] = [];
  private holding = false;
  private closing = false;
  private done = false;
  private why = '';

  constructor(
    client: WebSocket,
    provider: WebSocket,
    private readonly host: Host,
    private readonly seconds: number,
    private readonly closeSeconds: number,
    private readonly stallSeconds: number,
  ) {
    this.client = new Side('client', client);
    this.provider = new Side('provider', provider);
    this.attach(this.client, this.provider);
    this.attach(this.provider, this.client);
    this.after(seconds, () => this.expire(seconds));
  }

  private attach(from: Side, to: Side): void {
    from.socket.binaryType = 'arraybuffer';
    let first = from === this.provider;
    from.socket.addEventListener('message', (event) => {
      const data = event.data as string | ArrayBuffer;
      this.forward(to, first && typeof data === 'string' ? tellEnd(data, this.began / 1000 + this.seconds) : data);
      first = false;
    });
    from.socket.addEventListener('close', (event) => {
      from.closeSeen = true;
      if (event.wasClean) {
        this.closed(from, to, event.code, event.reason);
      } else {
        this.lost(from);
      }
    });
    from.socket.addEventListener('error', () => this.lost(from));
    // half open: the Close of one side does not end the other direction
    from.socket.accept({ allowHalfOpen: true });
  }

  private forward(to: Side, data: string | ArrayBuffer): void {
    if (!to.send(data)) {
      this.lost(to);
    } else if (to.waiting > HIGH_BYTES) {
      this.hold(to);
    }
  }

  /** Reads nothing from anybody until the slow side has caught up, or the slice is over. */
  private hold(to: Side): void {
    if (this.holding) {
      return;
    }
    this.holding = true;
    this.host.holdEvents(async () => {
      const written = to.written;
      const since = Date.now();
      while (to.waiting > LOW_BYTES && Date.now() - since < SLICE_MS) {
        await scheduler.wait(POLL_MS);
      }
      this.holding = false;
      this.checkStall(to, to.written > written, since);
    });
  }

  private checkStall(to: Side, moved: boolean, since: number): void {
    to.stuckSince = moved ? null : (to.stuckSince ?? since);
    if (to.stuckSince !== null && Date.now() - to.stuckSince >= this.stallSeconds * 1000) {
      this.end(INTERNAL_ERROR, 'server_error', `${to.name}_stalled`, `The ${to.name} takes nothing any more.`);
    }
  }

  /** A side closed in good order. */
  private closed(from: Side, to: Side, code: number, reason: string): void {
    this.note(`${from.name} closed with ${code}`);
    const passed = sendable(code);
    // where the other side had closed first, this is the answer that it waits for
    to.close(passed, passed === code ? reason : '');
    this.settle();
  }

  /** A side is gone without a word. */
  private lost(side: Side): void {
    if (side.gone) {
      return;
    }
    side.gone = true;
    this.note(`${side.name} lost`);
    if (side === this.provider) {
      this.end(INTERNAL_ERROR, 'server_error', 'provider_lost', 'The connection to the provider was lost.');
    } else {
      this.provider.close(GOING_AWAY, 'The client is gone.');
      this.settle();
    }
  }

  private expire(seconds: number): void {
    const span = seconds >= 60 && seconds % 60 === 0 ? `${seconds / 60} minutes` : `${seconds} s`;
    this.end(
      GOING_AWAY, 'invalid_request_error', 'session_expired', `Your session hit the maximum duration of ${span}.`);
  }

  /** The relay ends the call: the client is told why in the provider's manner. */
  private end(code: number, type: string, error: string, message: string): void {
    if (this.done) {
      return;
    }
    this.note(error);
    this.client.send(errorEvent(type, error, message));
    this.client.close(code, message);
    this.provider.close(GOING_AWAY, '');
    this.settle();
  }

  /** Sees to it that an end that has begun comes to its end. */
  private settle(): void {
    if (this.client.over && this.provider.over) {
      this.finish();
    } else if (!this.closing) {
      this.closing = true;
      this.after(this.closeSeconds, () => this.force());
    }
  }

  /** Whoever has not closed by now is closed for. */
  private force(): void {
    this.client.close(GOING_AWAY, '');
    if (!this.provider.over) {
      this.provider.gone = true;
      this.host.dropProvider();
    }
    if (this.client.over) {
      this.finish();
    } else {
      this.after(this.closeSeconds, () => {
        this.finish();
        this.host.dropAll();
      });
    }
  }

  private finish(): void {
    if (this.done) {
      return;
    }
    this.done = true;
    this.timers.forEach(clearTimeout);
    this.host.ended({
      seconds: Math.round((Date.now() - this.began) / 1000),
      toClient: this.client.sent,
      toProvider: this.provider.sent,
      ended: this.why,
    });
  }

  /** The first reason is the one that counts. */
  private note(why: string): void {
    this.why ||= why;
  }

  private after(seconds: number, task: () => void): void {
    this.timers.push(setTimeout(() => {
      if (!this.done) {
        task();
      }
    }, seconds * 1000));
  }
}

/** The code that says the same on the other side: some may be told but not sent (RFC 6455, section 7.4). */
function sendable(code: number): number {
  const known = (code >= 1000 && code <= 1014 && code !== 1004 && code !== 1006) || (code >= 3000 && code <= 4999);
  return known ? code : INTERNAL_ERROR;
}
