import { note } from '../watch/conversation/sentence';
import type { Conversation } from '../watch/model/conversation';

/** Why a call is over, for a person: as its session tells it, which knows more than the door that carried the sound. */
export function trouble(door: string | null, session: Pick<Conversation, 'failure'> | null): string | null {
  const told = session?.failure ?? null;
  return told === null ? door : note(told);
}
