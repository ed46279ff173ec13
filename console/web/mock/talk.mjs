// The other end of a call from the mock's Talk tab: it is ready at once, and says nothing.
import { createHash } from 'node:crypto';

/** Which session is the page's own (fixtures.ts). */
export const TALK = 'mock';

const SALT = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'; // RFC 6455, 1.3
const TEXT = 0x81;
const READY = Buffer.from(JSON.stringify({ type: 'ready', call: 'mock', media: 'websocket' }));

/** Lets a server answer calls over WebSocket. */
export function door(server) {
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1').update(request.headers['sec-websocket-key'] + SALT).digest('base64');
    socket.on('error', () => socket.destroy());
    socket.on('end', () => socket.end());
    socket.resume();
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: patchbay.v1\r\n\r\n`);
    socket.write(Buffer.concat([Buffer.from([TEXT, READY.length]), READY]));
  });
}
