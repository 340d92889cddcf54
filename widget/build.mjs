// Builds the script that pages include into dist/.
import { build } from 'esbuild';
import { rm } from 'node:fs/promises';

/** Style sheets become minified text, imports followed. */
const styles = {
  name: 'styles',
  setup(plugin) {
    plugin.onLoad({ filter: /\.css$/ }, async ({ path }) => {
      const sheet = await build({ entryPoints: [path], bundle: true, minify: true, write: false, target: 'es2022' });
      return { contents: sheet.outputFiles[0].text.trim(), loader: 'text' };
    });
  },
};

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: { hashmytag: 'src/script.ts' },
  outdir: 'dist',
  bundle: true,
  minify: true,
  format: 'iife',
  target: 'es2022',
  legalComments: 'none',
  plugins: [styles],
});
