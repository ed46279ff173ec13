import './timeline.css';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Turn } from '../../api/types';
import { seen, tokens } from '../../app/theme';
import { language, t, term } from '../../i18n';
import { Button } from '../../ui';
import { clock } from '../clock';
import type { Timeline } from '../model/timeline';
import { draw, gutter, HEIGHT } from './draw';
import { beginning, newest, panned, showing, type Viewport, whole, zoomed } from './viewport';

interface Props {
  timeline: Timeline;
  turns: readonly Turn[];
  /** Grows when the time line has changed: it is mutable. */
  revision: number;
  /** Whether it goes on growing. */
  live: boolean;
  cursor: number | null;
  onSeek: (t: number) => void;
}

const ZOOM = 1.6;
/** A press that moves no farther than this is a click. */
const STILL_PX = 4;

/**
 * Everything of a session on one axis of time. By pointer: click for a moment, drag to move along, Ctrl and wheel to zoom. By
 * keyboard: arrows move the cursor, + and − zoom, 0 shows all.
 */
export function TimelineView({ timeline, turns, revision, live, cursor, onSeek }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [width, setWidth] = useState(0);
  const [chosen, setChosen] = useState<Viewport | null>(null);
  const [following, setFollowing] = useState(live);
  const press = useRef<{ x: number; view: Viewport; moved: boolean } | null>(null);
  const end = timeline.end;
  const view = following && live ? newest(chosen ?? beginning(end), end) : (chosen ?? whole(end));
  const look = seen.value;
  const tongue = language.value;

  useEffect(() => {
    const element = canvas.current;
    if (element === null) {
      return;
    }
    const resized = new ResizeObserver(() => setWidth(element.clientWidth));
    resized.observe(element);
    setWidth(element.clientWidth);
    return () => resized.disconnect();
  }, []);

  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d') ?? null;
    if (element === null || context === null || width === 0) {
      return;
    }
    const sharp = devicePixelRatio;
    element.width = Math.round(width * sharp);
    element.height = Math.round(HEIGHT * sharp);
    context.scale(sharp, sharp);
    const lanes = [t('timeline.caller'), t('timeline.agent'), t('timeline.tools'), t('timeline.events')] as const;
    draw(context, width, tokens(), { timeline, turns, view, cursor, lanes });
  }, [timeline, turns, revision, width, look, tongue, cursor, view.start, view.seconds]);

  const change = (next: Viewport, follow = false): void => {
    setChosen(next);
    setFollowing(follow);
  };
  const seek = (to: number): void => {
    const at = Math.max(0, Math.min(end, to));
    onSeek(at);
    change(showing(view, at, end), following && at > end - 1);
  };
  const at = (event: MouseEvent): number => {
    const box = canvas.current?.getBoundingClientRect();
    return box === undefined ? 0 : view.start + Math.max(0, (event.clientX - box.left - gutter(width)) / (box.width - gutter(width))) * view.seconds;
  };
  const zoom = (factor: number, around = cursor ?? view.start + view.seconds / 2): void => change(zoomed(view, factor, around, end), following);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? view.seconds / 10 : view.seconds / 100;
    const from = cursor ?? view.start;
    const keys: Record<string, () => void> = {
      ArrowRight: () => seek(from + step),
      ArrowUp: () => seek(from + step),
      ArrowLeft: () => seek(from - step),
      ArrowDown: () => seek(from - step),
      PageUp: () => seek(from + view.seconds / 2),
      PageDown: () => seek(from - view.seconds / 2),
      Home: () => seek(0),
      End: () => seek(end),
      '+': () => zoom(1 / ZOOM),
      '=': () => zoom(1 / ZOOM),
      '-': () => zoom(ZOOM),
      '0': () => change(whole(end)),
    };
    const act = event.ctrlKey || event.metaKey || event.altKey ? undefined : keys[event.key];
    if (act !== undefined) {
      event.preventDefault();
      act();
    }
  };
  useEffect(() => {
    const element = canvas.current;
    const onWheel = (event: WheelEvent): void => {
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        zoom(event.deltaY > 0 ? ZOOM : 1 / ZOOM, at(event));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        change(panned(view, (event.deltaX / Math.max(1, width)) * view.seconds, end));
      }
    };
    element?.addEventListener('wheel', onWheel, { passive: false });
    return () => element?.removeEventListener('wheel', onWheel);
  });

  return (
    <div class="timeline">
      <canvas
        ref={canvas}
        role="slider"
        tabIndex={0}
        aria-label={t('timeline.title')}
        aria-valuemin={0}
        aria-valuemax={Math.round(end * 10) / 10}
        aria-valuenow={Math.round((cursor ?? 0) * 10) / 10}
        aria-valuetext={description(timeline, cursor ?? 0)}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          press.current = { x: event.clientX, view, moved: false };
        }}
        onPointerMove={(event) => {
          const held = press.current;
          if (held !== null && (held.moved || Math.abs(event.clientX - held.x) > STILL_PX)) {
            held.moved = true;
            change(panned(held.view, ((held.x - event.clientX) / Math.max(1, width)) * held.view.seconds, end));
          }
        }}
        onPointerUp={(event) => {
          if (press.current?.moved === false) {
            seek(at(event));
          }
          press.current = null;
        }}
        onPointerCancel={() => {
          press.current = null;
        }}
      />
      <div class="row spread">
        <p class="hint number">
          {cursor === null ? t('timeline.hint') : `${clock(cursor)} · ${description(timeline, cursor)}`}
        </p>
        <div class="row">
          {live && (
            <Button look="quiet" aria-pressed={following} onClick={() => change(view, !following)}>
              {t('timeline.follow')}
            </Button>
          )}
          <Button look="quiet" onClick={() => zoom(1 / ZOOM)} aria-label={t('timeline.nearer')}>
            +
          </Button>
          <Button look="quiet" onClick={() => zoom(ZOOM)} aria-label={t('timeline.farther')}>
            −
          </Button>
          <Button look="quiet" onClick={() => change(whole(end))}>
            {t('timeline.all')}
          </Button>
        </div>
      </div>
    </div>
  );
}

const NEAR_SECONDS = 0.3;

/** What went on at a moment, in words. */
function description(timeline: Timeline, at: number): string {
  const going = timeline.at(at).map((span) => (span.label === '' ? term('span', span.kind) : `${term('span', span.kind)} ${span.label}`));
  const near = timeline.marks.filter((mark) => Math.abs(mark.t - at) <= NEAR_SECONDS).map((mark) => `${term('mark', mark.kind)} ${mark.label}`.trim());
  const all = [...new Set([...going, ...near])];
  return all.length === 0 ? t('timeline.quiet') : all.join(', ');
}
