import tailwind from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { serviceWorker } from './service-worker/plugin.ts';
import { sounds } from './sounds-plugin.ts';

/** What `light-dark()`, `oklch()`, `:has()` and popovers need: all browsers since spring 2024. */
const BROWSERS = ['chrome123', 'firefox125', 'safari17.5'];

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwind(), sounds(), serviceWorker()],
  // The SDK and the app are built as one: no step between them, and the bundler drops what is not used.
  resolve: { conditions: ['@jiggy-care/source', ...defaultClientConditions] },
  build: {
    target: BROWSERS,
    cssTarget: BROWSERS,
    // every browser above preloads by itself
    modulePreload: { polyfill: false },
    // the policy of the page lets fonts and styles come from files only
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    sourcemap: false,
  },
});
