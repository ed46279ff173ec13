import { DurableObject } from 'cloudflare:workers';
import { SUBPROTOCOL, type Admitted } from './admission';
import { Refusal } from './errors';
import { openProvider } from './provider';
import { Relay } from './relay';
import { readSettings, type Env } from './settings';

const HEADER = 'Patchbay-Call';

/** Hands an admitted call to an object of its own. */
export function callRequest(request: Request, call: Admitted): Request {
  return new Request('https://call/', {
    headers: { Upgrade: 'websocket', [HEADER]: encodeURIComponent(JSON.stringify(call)) },
    signal: request.signal,
  });
}

/** One call: it opens the provider's socket and relays. Only the front of this worker can reach it. */
export class Call extends DurableObject<Env> {
  override async fetch(request: Request): Promise<Response> {
    const call = JSON.parse(decodeURIComponent(request.headers.get(HEADER) ?? '')) as Admitted;
    try {
      return await this.open(call, request.signal);
    } catch (e) {
      if (e instanceof Refusal) {
        console.warn(JSON.stringify({ call: call.id, model: call.model, refused: e.code }));
        return e.response();
      }
      throw e;
    }
  }

  private async open(call: Admitted, wanted: AbortSignal): Promise<Response> {
    const settings = readSettings(this.env);
    const provider = new AbortController();
    const giveUp = () => provider.abort();
    wanted.addEventListener('abort', giveUp);
    const opened = await openProvider(call, settings, provider);
    wanted.removeEventListener('abort', giveUp);
    if (opened instanceof Response) {
      console.warn(JSON.stringify({ call: call.id, model: call.model, refused: opened.status }));
      return opened;
    }
    const { 0: ours, 1: clients } = new WebSocketPair();
    new Relay(
      ours,
      opened,
      {
        holdEvents: (task) => void this.ctx.blockConcurrencyWhile(task),
        dropProvider: () => provider.abort(),
        dropAll: () => this.ctx.abort('the client does not close'),
        ended: (summary) => console.log(JSON.stringify({ call: call.id, model: call.model, ...summary })),
      },
      call.seconds,
      settings.closeSeconds,
      settings.stallSeconds,
    );
    return new Response(null, {
      status: 101,
      webSocket: clients,
      headers: call.subprotocol ? { 'Sec-WebSocket-Protocol': SUBPROTOCOL } : {},
    });
  }
}
