/** What a journal line says, which is JSON that nobody has checked. */
export type Fields = Record<string, unknown>;

export function text(from: Fields | undefined, name: string): string {
  const value = from?.[name];
  return typeof value === 'string' ? value : '';
}

export function number(from: Fields | undefined, name: string): number | null {
  const value = from?.[name];
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

export function fields(from: Fields | undefined, name: string): Fields | undefined {
  const value = from?.[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

export function list(from: Fields | undefined, name: string): unknown[] {
  const value = from?.[name];
  return Array.isArray(value) ? value : [];
}

/** A word of a Java enum, as the API writes it: `GUARDRAIL` becomes `guardrail`. */
export function word(from: Fields | undefined, name: string): string {
  return text(from, name).toLowerCase();
}

const HIDDEN = /^\[(\d+) characters?\]$/;

/** How many characters stand behind a text that who looks may not read, or null where it can be read. */
export function hiddenLength(value: string): number | null {
  const found = HIDDEN.exec(value);
  return found === null ? null : Number(found[1]);
}
