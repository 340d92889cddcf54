import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

/** A project that has the package installed. */
let project: string;

before(() => {
  project = mkdtempSync(join(tmpdir(), 'hashmytag-'));
  mkdirSync(join(project, 'node_modules'));
  symlinkSync(process.cwd(), join(project, 'node_modules/hashmytag'), 'dir');
});

after(() => rmSync(project, { recursive: true }));

test('package: holds the module, its types, the script, and says how to use them', () => {
  const [{ files }] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })) as [{ files: { path: string }[] }];
  const paths = files.map(({ path }) => path);
  for (const wanted of ['README.md', 'dist/module/hashmytag.js', 'dist/types/module.d.ts', 'dist/hashmytag.js', 'dist/wall.html']) assert.ok(paths.includes(wanted), wanted);
  assert.deepEqual(paths.filter((path) => !/^(dist\/|package\.json$|README\.md$|LICENSE)/.test(path)), []);
});

test('package: importing it on a server does nothing', () => {
  const said = execFileSync(process.execPath, ['--input-type=module', '-e', "import { init, define } from 'hashmytag'; console.log(typeof init, typeof define)"], { cwd: project, encoding: 'utf8' });
  assert.equal(said, 'function function\n');
});

test('package: its types let through what is right, and only that', () => {
  writeFileSync(
    join(project, 'app.mts'),
    `import { init, define, type Options, type WallHandle } from 'hashmytag';
     const options: Options = { apiKey: 'hmt_x', layout: 'carousel', scroll: 'slow', target: '#wall', colors: { accent: '#123456' } };
     const wall: WallHandle = init(options);
     void wall.refresh().then(() => wall.destroy());
     define({ origin: 'https://walls.example' });
     // @ts-expect-error: there is no such layout
     init({ apiKey: 'hmt_x', layout: 'spiral' });
     // @ts-expect-error: the key is missing
     init({});`,
  );
  const compiler = join(process.cwd(), 'node_modules/typescript/bin/tsc');
  execFileSync(process.execPath, [compiler, '--noEmit', '--strict', '--exactOptionalPropertyTypes', '--target', 'es2022', '--lib', 'es2022,dom', '--module', 'nodenext', join(project, 'app.mts')], { stdio: 'pipe' });
});
