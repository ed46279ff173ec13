import { signal } from '@preact/signals';
import { ApiError, get } from '../api/client';
import { type Connection, follow, type Subscription } from '../api/stream';
import type { DetailEvent, JournalLine, Levels, SessionDetail, TurnsEvent } from '../api/types';
import { merged } from './model/merged';
import { SessionModel } from './model/session';

interface Events {
  detail: DetailEvent;
  turns: TurnsEvent;
  event: JournalLine;
  wire: JournalLine;
  level: Levels;
  gap: { count: number };
}

/** A page in the background is not drawn, but what it says must be true when it is seen again. */
const HIDDEN_MS = 500;

/** A session of the server, followed by its stream as long as it is up. */
export class LiveSession {
  readonly model = new SessionModel();
  readonly detail = signal<SessionDetail | null>(null);
  readonly connection = signal<Connection>('connecting');
  /** The server does not know the session, or not any more. */
  readonly gone = signal(false);
  /** Grows whenever the model has changed, not more often than the page is drawn. */
  readonly version = signal(0);
  readonly raw = signal(false);
  private stream: Subscription | null = null;
  private scheduled = false;

  constructor(readonly id: string) {
    this.open();
  }

  /** Whether the provider's own messages are shown, too, from now on. */
  showRaw(on: boolean): void {
    if (this.raw.value !== on) {
      this.raw.value = on;
      this.open();
    }
  }

  close(): void {
    this.stream?.close();
    this.stream = null;
  }

  private open(): void {
    this.close();
    const path = `v1/sessions/${encodeURIComponent(this.id)}/stream${this.raw.value ? '?raw=true' : ''}`;
    this.stream = follow<Events>(
      path,
      {
        detail: (detail) => {
          this.detail.value = { ...detail, turns: detail.turns ?? this.detail.value?.turns ?? [] };
          this.changed();
          if (!detail.live) {
            void this.ended();
          }
        },
        // the detail that goes with them comes next, and is drawn with them
        turns: ({ changed }) => {
          const known = this.detail.value;
          if (known !== null) {
            this.detail.value = { ...known, turns: merged(known.turns, changed) };
          }
        },
        event: (line) => this.line(line),
        wire: (line) => this.line(line),
        level: (levels) => {
          this.model.levels(levels);
          this.changed();
        },
        gap: ({ count }) => {
          this.model.gap(count);
          this.changed();
        },
      },
      (state) => {
        this.connection.value = state;
        if (state === 'open') {
          this.model.again();
        } else if (state === 'lost') {
          void this.look();
        }
      },
    );
  }

  private line(line: JournalLine): void {
    this.model.apply(line);
    this.changed();
  }

  /** What was said at the very end comes behind the news of it. */
  private async ended(): Promise<void> {
    await new Promise((over) => setTimeout(over, 2 * HIDDEN_MS));
    if (this.detail.value?.live === false) {
      this.close();
    }
  }

  /** A stream that broke off may be that of a session which the server has forgotten. */
  private async look(): Promise<void> {
    try {
      await get<SessionDetail>(`v1/sessions/${encodeURIComponent(this.id)}`);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) {
        this.gone.value = true;
        this.close();
      }
    }
  }

  private changed(): void {
    if (this.scheduled) {
      return;
    }
    this.scheduled = true;
    const tell = (): void => {
      this.scheduled = false;
      this.version.value++;
    };
    if (document.hidden) {
      setTimeout(tell, HIDDEN_MS);
    } else {
      requestAnimationFrame(tell);
    }
  }
}
