// Builds dist/: the script that pages include, its parts, the full-screen page,
// and the module for bundlers with its types.
import { build } from 'esbuild';
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { minify } from 'terser';

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

const common = { bundle: true, minify: true, target: 'es2022', legalComments: 'none', plugins: [styles], absWorkingDir: process.cwd() };

/** Builds what loads later, under names that tell the content; gives the name of each. */
async function buildParts() {
  const languages = readdirSync('src/language').filter((name) => !['index.ts', 'words.ts', 'english.ts'].includes(name));
  const entryPoints = [
    ...readdirSync('src/parts').map((name) => `src/parts/${name}`),
    ...languages.map((name) => `src/language/${name}`),
    'src/screen.ts',
  ];
  const { metafile } = await build({ ...common, entryPoints, outdir: 'dist/hashmytag', entryNames: '[name]-[hash]', format: 'esm', metafile: true });
  const outputs = Object.entries(metafile.outputs);
  return new Map(outputs.map(([path, { entryPoint }]) => [resolve(entryPoint.replace(/\.ts$/, '')), relative('dist', path)]));
}

/** In the script, parts.ts imports the parts from their addresses: what a page of another site includes has none of its own to start from. */
const addressed = (parts) => ({
  name: 'addressed',
  setup(plugin) {
    plugin.onLoad({ filter: /src.parts\.ts$/ }, ({ path }) => {
      const source = readFileSync(path, 'utf8');
      const address = (_, part) => `import(new URL('${parts.get(resolve('src', part))}', base).href)`;
      return { contents: `import { base } from './base';${source.replace(/import\('(.+)'\)/g, address)}`, loader: 'ts' };
    });
  },
});

/** Builds the script itself. Every byte of it comes before the first post, so a second tool goes over it. */
async function buildScript(parts) {
  const { outputFiles } = await build({ ...common, entryPoints: ['src/script.ts'], format: 'esm', write: false, plugins: [styles, addressed(parts)] });
  const { code } = await minify(outputFiles[0].text, { module: true, ecma: 2020, compress: { passes: 3, unsafe_arrows: true, keep_fargs: false, pure_getters: true } });
  const script = `(()=>{${code}})();\n`;
  for (const name of ['hashmytag.js', 'hashmytag.v1.js']) writeFileSync(`dist/${name}`, script);
}

/** Declarations, whose imports name files: Node's own way of resolving takes no others. */
function buildTypes() {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'], { stdio: 'inherit' });
  const declarations = readdirSync('dist/types', { recursive: true }).filter((name) => name.endsWith('.d.ts'));
  for (const path of declarations.map((name) => join('dist/types', name))) {
    const file = (_, before, name) => `${before}'${name}${existsSync(join(dirname(path), `${name}.d.ts`)) ? '' : '/index'}.js'`;
    writeFileSync(path, readFileSync(path, 'utf8').replace(/(from |import\()'(\.[^']+)'/g, file));
  }
}

/** Brings the fonts' files, with what their licence asks for beside them. */
async function copyFonts() {
  const made = await build({ entryPoints: ['src/finish/families.ts'], format: 'esm', write: false });
  const { families, fileOf } = await import(`data:text/javascript,${encodeURIComponent(made.outputFiles[0].text)}`);
  const licences = families.map((family) => {
    const file = fileOf(family);
    const name = file.replace('.woff2', '');
    const source = `node_modules/@fontsource-variable/${name}`;
    copyFileSync(`${source}/files/${name}-latin-wght-normal.woff2`, `dist/hashmytag/${file}`);
    return `${family}\n\n${readFileSync(`${source}/LICENSE`, 'utf8')}`;
  });
  writeFileSync('dist/FONT-LICENSES', licences.join('\n\n'));
}

rmSync('dist', { recursive: true, force: true });
const parts = await buildParts();
await copyFonts();
await buildScript(parts);
writeFileSync('dist/wall.html', readFileSync('src/wall.html', 'utf8').replace('screen.js', parts.get(resolve('src/screen'))));
await build({ ...common, entryPoints: { hashmytag: 'src/module.ts' }, outdir: 'dist/module', format: 'esm', splitting: true });
buildTypes();
copyFileSync('../LICENSE', 'dist/LICENSE');
