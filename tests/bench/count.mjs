// Counts ratings by JavaScript and by what it loads, once for each line of standard input.
//
// Usage: count.mjs RATINGS NET-PROMOTER-SCORE AFTERWORD-SCORE, a file with a rating in each
// byte and the folders of two packages.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const [file, otherPackage, ourPackage] = process.argv.slice(2);
const bytes = new Uint8Array(readFileSync(file));
const array = Array.from(bytes);

function loop() {
  const counts = new Uint32Array(11);
  for (let i = 0; i < bytes.length; i++) counts[bytes[i]]++;
  const sum = (from, to) => counts.subarray(from, to).reduce((a, b) => a + b, 0);
  return [sum(9, 11), sum(0, 7)];
}

const NetPromoterScore = createRequire(import.meta.url)(otherPackage);
function npm() {
  const { promoters, detractors } = new NetPromoterScore(array);
  return [promoters, detractors];
}

const { nps } = await import(pathToFileURL(join(ourPackage, 'score.node.js')));
function wasm() {
  const { promoters, detractors } = nps(bytes).classes;
  return [promoters, detractors];
}

const counters = { loop, npm, wasm };

for await (const line of createInterface({ input: process.stdin })) {
  const start = performance.now();
  const [promoters, detractors] = counters[line]();
  const seconds = (performance.now() - start) / 1000;
  console.log(`${seconds} ${promoters} ${detractors}`);
}
