// WebSocket over a stream that is no socket of its own: a stream of HTTP/2 (RFC 8441).
import WebSocket from 'ws';

/** A WebSocket that is open already, on any duplex stream. */
export function overStream(stream, { server }) {
  const line = new WebSocket(null, undefined, { autoPong: true, closeTimeout: 30_000 });
  line._isServer = server; // who connects masks
  line.setSocket(stream, Buffer.alloc(0), { allowSynchronousEvents: true, maxPayload: 16 << 20, skipUTF8Validation: false });
  return line;
}
