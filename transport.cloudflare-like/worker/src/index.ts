import { admit } from './admission';
import { callRequest } from './call';
import { Refusal } from './errors';
import { readSettings, type Env } from './settings';

export { Call } from './call';

/** The front: it lets a call in or refuses it, and hands it to an object of its own. */
export default {
  async fetch(request: Request, env: Env): Promise<Response> {
    try {
      const call = await admit(request, readSettings(env));
      return await env.CALLS.get(env.CALLS.newUniqueId()).fetch(callRequest(request, call));
    } catch (e) {
      if (e instanceof Refusal) {
        return e.response();
      }
      // its words might repeat what the provider sent
      console.error(`The relay failed: ${e instanceof Error ? e.name : typeof e}.`);
      return new Refusal(500, 'server_error', 'relay_failed', 'The relay failed.').response();
    }
  },
} satisfies ExportedHandler<Env>;
