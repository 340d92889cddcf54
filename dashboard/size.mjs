// Fails when what a page loads first is heavier than its budget: kilobytes of script, gzip.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** The page that one sees first, and each other page beyond it. */
const budgets = { first: 200, page: 80, 'src/pages/analytics/Chart.tsx': 160 };

const manifest = JSON.parse(readFileSync('dist/.vite/manifest.json', 'utf8'));
const sizes = new Map();

/** All that a file imports without being asked, itself with it. */
function loads(name, seen = new Set()) {
  if (!seen.has(name)) {
    seen.add(name);
    manifest[name].imports?.forEach((other) => loads(other, seen));
  }
  return seen;
}

function kilobytes(names) {
  return [...names].reduce((sum, name) => {
    const { file } = manifest[name];
    if (!sizes.has(file)) sizes.set(file, gzipSync(readFileSync(`dist/${file}`), { level: 9 }).length);
    return sum + sizes.get(file);
  }, 0) / 1000;
}

let heavy = 0;
function check(name, size, budget) {
  const over = size > budget;
  heavy += over;
  console.log(`${over ? 'TOO HEAVY' : 'ok       '} ${name.padEnd(40)} ${size.toFixed(1).padStart(6)} of ${budget} KB gzip`);
}

const words = ['shell', 'problems', 'session', 'home', 'feeds'].map((part) => `src/words/fr/${part}.ts`);
const parts = ['index.html', 'src/shell/Shell.tsx', 'src/shell/TenantRoute.tsx', 'src/pages/home/Home.tsx', ...words];
const first = new Set(parts.flatMap((name) => [...loads(name)]));
check('first load: the home page, in French', kilobytes(first), budgets.first);
for (const [name, { isDynamicEntry }] of Object.entries(manifest))
  if (isDynamicEntry && name.startsWith('src/pages/'))
    check(name, kilobytes([...loads(name)].filter((part) => !first.has(part))), budgets[name] ?? budgets.page);
process.exitCode = heavy ? 1 : 0;
