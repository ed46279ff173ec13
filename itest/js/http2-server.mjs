// A server of WebSocket over HTTP/2 that shares no code with ours: Node's. Says `listening PORT`, and ends with its input.
// Arguments: `plain`, `tls KEYSTORE PASSWORD`, `no-connect` (without SETTINGS_ENABLE_CONNECT_PROTOCOL), `tls-old KEYSTORE PASSWORD` (the
// same beside HTTP/1.1, which has the line).
import { readFileSync } from 'node:fs';
import http2 from 'node:http2';
import { WebSocketServer } from 'ws';
import { overStream } from './lines.mjs';

const [kind, keystore, passphrase] = process.argv.slice(2);
const settings = { enableConnectProtocol: kind === 'plain' || kind === 'tls' };
const server = kind.startsWith('tls')
  ? http2.createSecureServer({ settings, pfx: readFileSync(keystore), passphrase, allowHTTP1: kind === 'tls-old' })
  : http2.createServer({ settings });

function echo(line) {
  line.on('message', (data, binary) => line.send(data, { binary }));
}

function answer(stream, headers) {
  const path = headers[':path'];
  stream.on('error', () => {}); // a client that resets is what some tests are about
  if (headers[':method'] !== 'CONNECT' || headers[':protocol'] !== 'websocket') {
    stream.respond({ ':status': 405 }, { endStream: true });
  } else if (path === '/refused') {
    stream.respond({ ':status': 403, 'content-type': 'text/plain', 'x-why': 'policy' });
    stream.end('not you');
  } else if (path === '/hints') {
    stream.additionalHeaders({ ':status': 103, link: '</style.css>' });
    stream.additionalHeaders({ ':status': 103, link: '</other.css>' });
    stream.respond({ ':status': 200 });
    echo(overStream(stream, { server: true }));
  } else if (path === '/reset') {
    stream.close(http2.constants.NGHTTP2_REFUSED_STREAM);
  } else if (path === '/goaway') {
    stream.session.goaway(http2.constants.NGHTTP2_ENHANCE_YOUR_CALM, 0);
    stream.session.destroy();
  } else if (path === '/headers') {
    stream.respond({ ':status': 200 });
    overStream(stream, { server: true }).send(JSON.stringify({ ...headers }));
  } else if (path === '/deaf') {
    stream.respond({ ':status': 200 });
    stream.pause();
  } else if (path === '/ends') {
    stream.respond({ ':status': 200 });
    stream.end();
  } else if (path === '/trailers') {
    stream.respond({ ':status': 200 }, { waitForTrailers: true });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-end': 'yes' }));
    stream.end();
  } else if (path !== '/silent') {
    stream.respond({ ':status': 200, 'sec-websocket-protocol': headers['sec-websocket-protocol']?.split(',')[0] ?? [] });
    echo(overStream(stream, { server: true }));
  }
}

server.on('stream', answer);
server.on('session', (session) => session.on('error', () => {}));
if (kind === 'tls-old') {
  const lines = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => lines.handleUpgrade(request, socket, head, echo));
}
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
process.stdin.on('end', () => process.exit(0)).resume();
