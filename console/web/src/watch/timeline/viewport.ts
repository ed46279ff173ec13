/** The part of a time line that is seen, in seconds. */
export interface Viewport {
  start: number;
  seconds: number;
}

const LEAST_SECONDS = 0.5;
/** So much of a live session is seen at first. */
const LIVE_SECONDS = 30;

/** All of it, with at least five seconds, so that a beginning does not fill the width. */
export function whole(end: number): Viewport {
  return { start: 0, seconds: Math.max(5, end) };
}

/** The newest of a live session. */
export function newest(view: Viewport, end: number): Viewport {
  return within({ start: end - view.seconds, seconds: view.seconds }, end);
}

/** What is seen of a live session at first. */
export function beginning(end: number): Viewport {
  return newest({ start: 0, seconds: LIVE_SECONDS }, end);
}

/** Nearer (below 1) or farther (above 1), around a moment that stays where it is. */
export function zoomed(view: Viewport, factor: number, around: number, end: number): Viewport {
  const seconds = Math.min(whole(end).seconds, Math.max(LEAST_SECONDS, view.seconds * factor));
  const share = Math.min(1, Math.max(0, (around - view.start) / view.seconds));
  return within({ start: around - share * seconds, seconds }, end);
}

export function panned(view: Viewport, by: number, end: number): Viewport {
  return within({ start: view.start + by, seconds: view.seconds }, end);
}

/** So that a moment is seen. */
export function showing(view: Viewport, t: number, end: number): Viewport {
  return t >= view.start && t <= view.start + view.seconds ? view : within({ start: t - view.seconds / 2, seconds: view.seconds }, end);
}

function within(view: Viewport, end: number): Viewport {
  return { start: Math.max(0, Math.min(view.start, Math.max(end, view.seconds) - view.seconds)), seconds: view.seconds };
}

const STEPS = [0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200];

/** The seconds between two marks of the axis, so that they stand `apart` pixels from each other at least. */
export function ticks(view: Viewport, width: number, apart = 70): number {
  const least = (view.seconds * apart) / Math.max(1, width);
  return STEPS.find((step) => step >= least) ?? 7200;
}
