import { defineConfig } from 'tsdown';

// React stays outside as a peer; of the protocol package only types are used, and they are written out in ours.
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    calls: 'src/calls.ts',
    browser: 'src/platform/browser.ts',
    react: 'src/react/index.ts',
    compat: 'src/compat/index.ts',
  },
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  tsconfig: 'tsconfig.browser.json',
  dts: true,
  sourcemap: true,
  fixedExtension: false,
});
