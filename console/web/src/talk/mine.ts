import { signal } from '@preact/signals';
import type { SessionInfo } from '../api/types';

/** The talks that this page began, among those of everybody's pages. */
const begun = signal<ReadonlySet<string>>(new Set());

/** Remembers a talk (Talk.id) as one of this page. */
export function remember(talk: string): void {
  begun.value = new Set([...begun.value, talk]);
}

/** Whether the caller of that session sits at this page. */
export function isMine({ talk }: Pick<SessionInfo, 'talk'>): boolean {
  return talk !== null && begun.value.has(talk);
}
