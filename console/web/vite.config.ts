import { defineConfig, loadEnv, type ProxyOptions } from 'vite';

// `npm run dev` serves the sources; with the address that a running instance printed in PATCHBAY_CONSOLE, its API is asked
function running(printed: string | undefined): Record<string, ProxyOptions> {
  if (printed === undefined) {
    return {};
  }
  const { origin, searchParams } = new URL(printed);
  return {
    '/api': {
      target: origin,
      changeOrigin: true,
      // a page says whose it is, and would name this server
      headers: { authorization: `Bearer ${searchParams.get('token') ?? ''}`, origin, 'sec-fetch-site': 'same-origin' },
    },
  };
}

// everything is served by the console itself: no inline script or style, so that its content security policy can be strict
export default defineConfig(({ mode }) => ({
  base: './',
  // the client of the browser plug is bundled, so that all scripts come from the console
  resolve: { alias: { 'patchbay-browser': new URL('../../transport.browser/src/main/resources/patchbay-browser', import.meta.url).pathname } },
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { proxy: running(loadEnv(mode, '.', 'PATCHBAY_')['PATCHBAY_CONSOLE']) },
}));
