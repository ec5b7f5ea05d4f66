import { defineConfig } from 'tsdown';

// React stays outside as a peer. Of the protocol package the few words that are used at run time are carried along, and
// its types are written out in ours: nobody who installs this one needs it.
export default defineConfig({
  entry: {
    index: 'src/index.ts',
    calls: 'src/calls.ts',
    browser: 'src/platform/browser.ts',
    react: 'src/react/index.ts',
    compat: 'src/compat/index.ts',
    testing: 'src/testing/index.ts',
  },
  format: ['esm', 'cjs'],
  platform: 'neutral',
  target: 'es2022',
  tsconfig: 'tsconfig.browser.json',
  dts: { sourcemap: true },
  sourcemap: true,
  fixedExtension: false,
});
