// What the tests use of Node, which the page itself never sees.
declare module 'node:test' {
  export function test(name: string, body: () => void | Promise<void>): void;
  /** A clock that stands still between ticks, in milliseconds. */
  export const mock: { timers: { enable(some: { apis: 'setTimeout'[] }): void; tick(millis: number): void; reset(): void } };
}
declare module 'node:timers/promises' {
  export function setImmediate(): Promise<void>;
}
declare module 'node:assert/strict' {
  interface Assert {
    equal(actual: unknown, expected: unknown, message?: string): void;
    deepEqual(actual: unknown, expected: unknown, message?: string): void;
    ok(value: unknown, message?: string): asserts value;
    match(text: string, pattern: RegExp): void;
    throws(body: () => unknown, expected?: RegExp | ((error: unknown) => boolean)): void;
    rejects(body: () => Promise<unknown>, expected?: RegExp): Promise<void>;
  }
  const assert: Assert;
  export default assert;
}
declare module 'node:fs' {
  export function readFileSync(path: string, encoding: 'utf8'): string;
  export function readdirSync(path: string, options: { recursive: true }): string[];
}
declare module 'node:path' {
  export function join(...parts: string[]): string;
}
declare module 'node:process' {
  export function cwd(): string;
}
