import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** The local platform, for `npm run dev`: everything that is not the site itself. */
const platform = process.env.PLATFORM ?? 'http://localhost:8080';
const asks = ['/v1', '/local', '/media', '/config.json', '/hashmytag.js', '/hashmytag.v1.js', '/hashmytag', '/wall.html', '/upstream'];

export default defineConfig({
  plugins: [react()],
  // Nothing is inlined: the Content-Security-Policy allows no data: script, font or style.
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'], // light-dark()
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    manifest: true,
    chunkSizeWarningLimit: 600,
  },
  server: { proxy: Object.fromEntries(asks.map((path) => [path, platform])) },
});
