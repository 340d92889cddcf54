// Fails when a built file is heavier than its budget, in bytes of gzip.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

/** What is loaded before the first post is seen; design: 8 KB. */
const budgets = { 'hashmytag.js': 8000 };
/** What is loaded beside the posts or later. */
const partBudgets = { finish: 7200, news: 1600, counting: 1200, french: 600, screen: 1200 };
/** A font, which is loaded when a tenant has chosen it. */
const fontBudget = 52_000;

const parts = readdirSync('dist/hashmytag').map((file) => [`hashmytag/${file}`, file.endsWith('.woff2') ? fontBudget : partBudgets[file.split('-')[0]]]);
let heavy = 0;
for (const [file, budget = 0] of [...Object.entries(budgets), ...parts]) {
  const bytes = readFileSync(`dist/${file}`);
  const size = gzipSync(bytes, { level: 9 }).length;
  const over = size > budget;
  heavy += over;
  console.log(`${over ? 'TOO HEAVY' : 'ok       '} ${file.padEnd(32)} ${String(size).padStart(5)} of ${budget} bytes gzip, ${bytes.length} raw`);
}
process.exitCode = heavy ? 1 : 0;
