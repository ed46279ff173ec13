import { signal } from '@preact/signals';

export const TABS = ['talk', 'watch', 'plugs', 'health'] as const;
export type Tab = (typeof TABS)[number];

/** Where the page is: a tab, and what is opened in it, such as `['recording', 'call-7']`. */
export interface Route {
  tab: Tab;
  rest: readonly string[];
}

/** Reads `#/watch/SESSION`; whatever is no tab leads to Talk. */
export function parse(hash: string): Route {
  const [tab, ...rest] = hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((part) => part !== '')
    .map(decoded);
  return TABS.includes(tab as Tab) ? { tab: tab as Tab, rest } : { tab: 'talk', rest: [] };
}

/** The address of a place in the page. */
export function href(tab: Tab, ...rest: string[]): string {
  return `#/${[tab, ...rest].map(encodeURIComponent).join('/')}`;
}

export const route = signal<Route>({ tab: 'talk', rest: [] });

export function go(tab: Tab, ...rest: string[]): void {
  location.hash = href(tab, ...rest);
}

/** Follows the address from now on. */
export function followAddress(): void {
  const read = (): void => {
    route.value = parse(location.hash);
  };
  addEventListener('hashchange', read);
  read();
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
