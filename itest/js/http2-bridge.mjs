// A server of HTTP/2 that takes WebSocket alone (RFC 8441) and carries it on to a server of HTTP/1.1: Node's, whose frames it never
// looks at. Arguments: the far end as ws://HOST:PORT, and for TLS a keystore and its password. Says `listening PORT`; ends with its input.
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import { pipeline } from 'node:stream';

const [far, keystore, passphrase] = process.argv.slice(2);
const { hostname, port } = new URL(far);
const settings = { enableConnectProtocol: true };
const server = keystore
  ? http2.createSecureServer({ settings, pfx: readFileSync(keystore), passphrase })
  : http2.createServer({ settings });

server.on('stream', (stream, headers) => {
  stream.on('error', () => {}); // a client that resets ends its own stream alone
  if (headers[':method'] !== 'CONNECT' || headers[':protocol'] !== 'websocket') {
    stream.respond({ ':status': 405 }, { endStream: true });
    return;
  }
  const plain = Object.entries(headers).filter(([name]) => !name.startsWith(':'));
  const request = http.request({
    hostname,
    port,
    path: headers[':path'],
    headers: {
      ...Object.fromEntries(plain),
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    },
  });
  request.on('upgrade', (answer, socket, head) => {
    socket.unshift(head);
    stream.respond({ ':status': 200, 'sec-websocket-protocol': answer.headers['sec-websocket-protocol'] ?? [] });
    // either end that breaks takes the other along
    pipeline(socket, stream, () => stream.destroy());
    pipeline(stream, socket, () => socket.destroy());
  });
  request.on('response', (answer) => {
    stream.respond({ ':status': answer.statusCode, 'content-type': answer.headers['content-type'] ?? 'text/plain' });
    answer.pipe(stream);
  });
  request.on('error', () => stream.close(http2.constants.NGHTTP2_CONNECT_ERROR));
  request.end();
});
server.on('session', (session) => session.on('error', () => {}));
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
process.stdin.on('end', () => process.exit(0)).resume();
