import { defineConfig } from 'vite';

// everything is served by the console itself: no inline script or style, so that its content security policy can be strict
export default defineConfig({
  base: './',
  build: { target: 'es2022', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
});
