import type { Turn } from '../../api/types';
import { clock } from '../clock';
import type { Mark, Peaks, Span, Timeline } from '../model/timeline';
import { ticks, type Viewport } from './viewport';

/** Colours by their custom property's name. */
export type Colour = (name: string) => string;

export interface Picture {
  timeline: Timeline;
  turns: readonly Turn[];
  view: Viewport;
  cursor: number | null;
  /** Names of the lanes, in the reader's language. */
  lanes: readonly [string, string, string, string];
}

const AXIS = 20;
const SIDE = 52;
const TOOLS = 22;
const MARKS = 24;
const GAP = 4;
/** Radius of a moment's mark. */
const MARK = 9;
const TOPS = [AXIS, AXIS + SIDE + GAP, AXIS + 2 * (SIDE + GAP), AXIS + 2 * (SIDE + GAP) + TOOLS + GAP] as const;
export const HEIGHT = TOPS[3] + MARKS;

/** Room for the lanes' names at the left; a telephone has none to spare. */
export function gutter(width: number): number {
  return width < 560 ? 0 : 76;
}

const FONT = '12px system-ui, sans-serif';

/** The letter that a moment is marked with: shape and letter say what it is, not only its colour. */
const LETTERS: Record<Mark['kind'], string> = { interrupted: '×', swap: '⇄', handoff: '→', guardrail: '!', reconnected: '↻', warning: '!', error: '!', leg: '•', closed: '■' };
const TONES: Record<Mark['kind'], string> = {
  interrupted: '--warn',
  swap: '--good',
  handoff: '--info',
  guardrail: '--warn',
  reconnected: '--good',
  warning: '--warn',
  error: '--bad',
  leg: '--muted',
  closed: '--muted',
};

/** Draws a time line: the axis, both sides' levels with who spoke, tools, and what happened. */
export function draw(to: CanvasRenderingContext2D, width: number, colour: Colour, { timeline, turns, view, cursor, lanes }: Picture): void {
  const left = gutter(width);
  const x = (t: number): number => left + ((t - view.start) / view.seconds) * (width - left);
  const end = view.start + view.seconds;
  const seen = (from: number, until: number): boolean => until >= view.start && from <= end;
  to.clearRect(0, 0, width, HEIGHT);
  to.font = FONT;
  to.textBaseline = 'middle';
  axis(to, width, x, colour, view);
  for (const top of TOPS) {
    to.fillStyle = colour('--sunken');
    to.fillRect(left, top, width - left, heightOf(TOPS.indexOf(top)));
  }
  for (const turn of turns) {
    if (seen(turn.startedAt, turn.startedAt)) {
      to.fillStyle = colour('--line-strong');
      to.fillRect(Math.round(x(turn.startedAt)), AXIS, 1, HEIGHT - AXIS);
    }
  }
  const written = { until: left };
  for (const span of timeline.spans) {
    if (seen(span.start, span.end ?? timeline.end)) {
      stretch(to, x(span.start), x(span.end ?? timeline.end), span, colour, written);
    }
  }
  level(to, left, width, view, timeline.caller, TOPS[0], colour('--caller'));
  level(to, left, width, view, timeline.agent, TOPS[1], colour('--agent'));
  for (const mark of timeline.marks) {
    if (seen(mark.t, mark.t)) {
      moment(to, x(mark.t), left, width, mark, colour);
    }
  }
  names(to, left, lanes, colour);
  if (cursor !== null && seen(cursor, cursor)) {
    to.fillStyle = colour('--focus');
    to.fillRect(Math.round(x(cursor)) - 1, 0, 2, HEIGHT);
  }
}

function names(to: CanvasRenderingContext2D, left: number, lanes: Picture['lanes'], colour: Colour): void {
  if (left > 0) {
    to.clearRect(0, AXIS, left, HEIGHT - AXIS);
  }
  lanes.forEach((name, i) => {
    const top = TOPS[i] ?? 0;
    const middle = left > 0 ? top + heightOf(i) / 2 : top + 9;
    to.fillStyle = colour(left > 0 ? '--muted' : '--ink');
    // without room of their own only the two sides are named, in a corner
    if (left > 0 || i < 2) {
      to.fillText(name, left > 0 ? 0 : 4, middle, left > 0 ? left - 8 : 80);
    }
  });
}

function heightOf(lane: number): number {
  return lane < 2 ? SIDE : lane === 2 ? TOOLS : MARKS;
}

function axis(to: CanvasRenderingContext2D, width: number, x: (t: number) => number, colour: Colour, view: Viewport): void {
  const step = ticks(view, width);
  to.fillStyle = colour('--muted');
  for (let t = Math.ceil(view.start / step) * step; t <= view.start + view.seconds; t += step) {
    to.fillRect(Math.round(x(t)), AXIS - 5, 1, 5);
    const label = step < 1 ? clock(t) : clock(t).slice(0, -2);
    to.fillText(label, Math.min(width - to.measureText(label).width - 2, x(t) + 3), 8);
  }
}

function stretch(to: CanvasRenderingContext2D, from: number, until: number, span: Span, colour: Colour, names: { until: number }): void {
  const width = Math.max(2, until - from);
  switch (span.kind) {
    case 'speech':
      to.fillStyle = colour('--info-soft');
      return to.fillRect(from, TOPS[0], width, SIDE);
    case 'answer':
      to.fillStyle = colour(span.bad ? '--warn-soft' : '--accent-soft');
      to.fillRect(from, TOPS[1], width, SIDE);
      if (span.bad) {
        to.fillStyle = colour('--warn');
        to.fillRect(until - 2, TOPS[1], 2, SIDE);
      }
      return;
    case 'reconnect':
      to.fillStyle = colour('--bad-soft');
      to.fillRect(from, TOPS[0], width, SIDE);
      return to.fillRect(from, TOPS[1], width, SIDE);
    default: {
      const tone = span.bad ? '--bad' : span.kind === 'approval' ? '--warn' : '--info';
      to.fillStyle = colour(`${tone}-soft`);
      to.fillRect(from, TOPS[2], width, TOOLS);
      to.fillStyle = colour(tone);
      to.fillRect(from, TOPS[2], 2, TOOLS);
      // the name of one that follows at once would be written over this one's
      if (from >= names.until) {
        to.fillText(span.label, from + 5, TOPS[2] + TOOLS / 2);
        names.until = from + 10 + to.measureText(span.label).width;
      }
    }
  }
}

function level(to: CanvasRenderingContext2D, left: number, width: number, view: Viewport, peaks: Peaks, top: number, colour: string): void {
  const middle = top + SIDE / 2;
  const perPixel = view.seconds / (width - left);
  to.fillStyle = colour;
  for (let pixel = 0; pixel < width - left; pixel++) {
    const from = view.start + pixel * perPixel;
    const peak = peaks.highest(from, from + perPixel);
    if (peak > 0.004) {
      // quiet speech is seen, too
      const half = Math.max(1, Math.sqrt(peak) * (SIDE / 2 - 3));
      to.fillRect(left + pixel, middle - half, 1, 2 * half);
    }
  }
}

function moment(to: CanvasRenderingContext2D, x: number, left: number, width: number, { kind }: Mark, colour: Colour): void {
  to.fillStyle = colour(TONES[kind]);
  if (kind !== 'leg') {
    to.fillRect(Math.round(x), AXIS, 1, HEIGHT - AXIS);
  }
  // whole at either end of the line, too
  const middle = Math.min(Math.max(x, left + MARK), width - MARK);
  to.beginPath();
  to.arc(middle, TOPS[3] + MARKS / 2, MARK, 0, 2 * Math.PI);
  to.fill();
  to.fillStyle = colour('--surface');
  const letter = LETTERS[kind];
  to.fillText(letter, middle - to.measureText(letter).width / 2, TOPS[3] + MARKS / 2 + 1);
}
