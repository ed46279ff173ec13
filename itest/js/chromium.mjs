// Runs a page in headless Chromium whose microphone plays a WAV file, and prints what the page found out.
//
//   node chromium.mjs '{"page":"spoken","microphone":"/abs/question.wav","args":{…}}'
//
// The page is pages/NAME.mjs: its default export gets the args and returns JSON. It may import npm packages, since it is
// bundled first. Lines `> …` on standard error are the page's console; the result is the last line of standard output.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';

const PATIENCE_MS = 120_000;
const here = import.meta.dirname ?? new URL('.', import.meta.url).pathname;
const { page: name, microphone, args } = JSON.parse(process.argv[2]);

const bundle = await build({
  entryPoints: [join(here, 'pages', `${name}.mjs`)],
  bundle: true,
  write: false,
  format: 'esm',
  platform: 'browser',
  logLevel: 'error',
});
const files = {
  '/': ['text/html', '<!doctype html><title>Patchbay</title><script type="module">import run from "/page.mjs"; window.run = run;</script>'],
  '/page.mjs': ['text/javascript', bundle.outputFiles[0].text],
};
// http on loopback is a secure context, so that the page gets its microphone
const server = createServer((request, response) => {
  const [type, body] = files[request.url] ?? [];
  response.writeHead(body ? 200 : 404, { 'content-type': `${type ?? 'text/plain'}; charset=utf-8` }).end(body);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', listening));

const browser = await puppeteer.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  headless: true,
  protocolTimeout: PATIENCE_MS,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--autoplay-policy=no-user-gesture-required',
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    ...(microphone ? [`--use-file-for-fake-audio-capture=${microphone}`] : []),
  ],
});
let failed = false;
try {
  const page = await browser.newPage();
  page.on('console', (message) => console.error(`> ${message.text()}`));
  page.on('pageerror', (error) => console.error(`> ${error.stack ?? error}`));
  await page.goto(`http://127.0.0.1:${server.address().port}/`);
  await page.waitForFunction('window.run !== undefined', { timeout: 30_000 });
  const found = await page.evaluate((given) => window.run(given), args ?? {});
  console.log(JSON.stringify(found ?? null));
} catch (error) {
  console.error(error.stack ?? error);
  failed = true;
} finally {
  await browser.close();
  server.close();
}
process.exit(failed ? 1 : 0);
