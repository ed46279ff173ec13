import { defineConfig } from 'vite';

// everything is served by the console itself: no inline script or style, so that its content security policy can be strict
export default defineConfig({
  base: './',
  // the client of the browser plug is bundled, so that all scripts come from the console
  resolve: { alias: { 'patchbay-browser': new URL('../../transport.browser/src/main/resources/patchbay-browser', import.meta.url).pathname } },
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
