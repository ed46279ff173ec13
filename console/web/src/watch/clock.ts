/** A moment of a session as people read it: `0:07.4`, `1:02:03.0`. */
export function clock(seconds: number): string {
  const tenths = Math.max(0, Math.floor(seconds * 10 + 0.0001));
  const s = Math.floor(tenths / 10);
  const minutes = Math.floor(s / 60);
  const rest = `${String(s % 60).padStart(2, '0')}.${tenths % 10}`;
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}
