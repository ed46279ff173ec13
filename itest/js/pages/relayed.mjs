// OpenAI's own WebSocket client in a page, through the relay: the page has a token that its server minted, and no key.
import { OpenAIRealtimeWebSocket, RealtimeAgent, RealtimeSession } from '@openai/agents-realtime';
import { Events } from '../events.mjs';
import { within } from './media.mjs';

async function connect({ url, tokens, useInsecureApiKey }) {
  const { token } = await (await fetch(tokens, { method: 'POST' })).json();
  const session = new RealtimeSession(new RealtimeAgent({ name: 'Desk', instructions: 'Say it back.' }), {
    transport: new OpenAIRealtimeWebSocket({ useInsecureApiKey }),
    model: 'gpt-realtime',
    tracingDisabled: true,
  });
  const events = new Events();
  let soundBytes = 0;
  session.on('transport_event', (event) => events.add(event));
  session.on('audio', ({ data }) => { soundBytes += data.byteLength; });
  session.on('error', (error) => events.add({ type: 'sdk.error', error: JSON.stringify(error) }));
  await within(session.connect({ apiKey: token, url }), 'the connection');
  return { session, events, soundBytes: () => soundBytes };
}

/** Says something and hears it; a token for another page, and one without leave to be used here, open nothing. */
export default async function run({ url, tokens, others }) {
  const { session, events, soundBytes } = await connect({ url, tokens, useInsecureApiKey: true });
  await events.next('session.updated');
  session.sendMessage('Good morning to you');
  await events.next('response.done');
  const found = {
    history: session.history.map((item) => [item.role, item.content.map((part) => part.transcript ?? part.text).join('')]),
    soundBytes: soundBytes(),
    errors: events.of('sdk.error'),
  };
  session.close();
  const refused = async (how) => connect({ url, tokens, useInsecureApiKey: true, ...how }).then(() => 'opened', (error) => String(error.message ?? error.type));
  found.elsewhere = await refused({ tokens: others });
  found.careful = await refused({ useInsecureApiKey: false });
  return found;
}
