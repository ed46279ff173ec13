/** JSON with one value a line, or the text as it is where it is none. */
export function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

/** Short JSON on one line without braces, such as `city: BERLIN`; null for what needs more room. */
export function brief(text: string, most = 60): string | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text.length <= most && !text.includes('\n') ? text : null;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return text.length <= most ? text : null;
  }
  const parts = Object.entries(value).map(([name, each]) => (typeof each === 'object' && each !== null ? null : `${name}: ${String(each)}`));
  const line = parts.join(', ');
  return parts.includes(null) || line.length > most ? null : line;
}
