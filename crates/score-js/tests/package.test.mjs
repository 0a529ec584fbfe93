// What is published, and the ways into it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { core, files, folder, load, statistics } from './package.mjs';

const installed = join(folder, 'node_modules', 'afterword-score');

test('the package holds what it should and nothing else', () => {
  const module = name => ['js', 'd.ts', 'init.js', 'init.d.ts', 'node.js', 'init.node.js', 'wasm'].map(end => `${name}.${end}`);
  const expected = ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'package.json', ...module('score'), ...module('statistics')];
  assert.deepEqual(files.sort(), expected.sort());
  const { version, license, type, sideEffects, engines, exports } = JSON.parse(readFileSync(join(installed, 'package.json')));
  assert.match(version, /^\d+\.\d+\.\d+$/);
  assert.deepEqual([license, type, sideEffects, engines.node], ['MIT OR Apache-2.0', 'module', false, '>=18']);
  const named = Object.values(exports).flatMap(target => typeof target == 'string' ? [target] : Object.values(target));
  for (const target of named) assert.ok(files.includes(target.replace('./', '')), target);
  for (const entry of Object.values(exports)) {
    if (typeof entry == 'object') assert.equal(Object.keys(entry)[0], 'types');
  }
});

test('a start by hand is one start, again after a failure, from anything that has the bytes', async () => {
  // Not the one that was started already.
  const coreInit = await import(`${pathToFileURL(join(installed, 'score.init.js'))}?again`);
  const statisticsInit = await import(`${pathToFileURL(join(installed, 'statistics.init.js'))}?again`);
  await assert.rejects(coreInit.init(new Uint8Array([1, 2, 3])), WebAssembly.CompileError);
  assert.throws(() => coreInit.nps([9]));
  const bytes = readFileSync(join(installed, 'score.wasm'));
  const once = coreInit.init(await WebAssembly.compile(bytes));
  assert.equal(coreInit.init(), once);
  await once;
  assert.deepEqual(coreInit.nps([9, 3]), core.nps([9, 3]));
  assert.deepEqual(statisticsInit.kinds, []);
  await statisticsInit.init(new Response(readFileSync(join(installed, 'statistics.wasm'))));
  assert.deepEqual(statisticsInit.kinds, statistics.kinds);
});

test('in Node a start by hand is the start of all', async () => {
  const { init, nps } = await load('afterword-score/init');
  await init();
  assert.equal(nps, core.nps);
  const { calc, init: start } = await load('afterword-score/statistics/init');
  await start();
  assert.equal(calc, statistics.calc);
});

test('a worker has its own', async () => {
  const file = join(folder, 'worker.mjs');
  writeFileSync(file, `
    import { parentPort } from 'node:worker_threads';
    import { nps } from 'afterword-score';
    parentPort.postMessage(nps([9, 3]));
  `);
  const result = await new Promise((resolve, reject) => new Worker(file).once('message', resolve).once('error', reject));
  assert.deepEqual(result, { ...core.nps([9, 3]) });
});

test('a bundler takes it in, and leaves the module beside it', () => {
  const entry = join(folder, 'app.mjs');
  writeFileSync(entry, `import { nps } from 'afterword-score'; console.log(nps);`);
  const bundled = String(execFileSync(process.env.ESBUILD, [entry, '--bundle', '--format=esm', '--target=es2022']));
  assert.ok(bundled.includes('new URL("./score.wasm", import.meta.url)'));
  assert.ok(!bundled.includes('node:fs'));
});

test('the types say what the functions do', () => {
  copyFileSync(fileURLToPath(new URL('./usage.ts', import.meta.url)), join(folder, 'usage.ts'));
  const settings = { strict: true, noEmit: true, target: 'es2022', lib: ['es2022', 'dom'], module: 'nodenext', exactOptionalPropertyTypes: true, types: [] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: settings, files: ['usage.ts'] }));
  const { TSC } = process.env;
  try {
    execFileSync(process.execPath, [TSC, '--project', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  } catch (error) {
    assert.fail(String(error.stdout));
  }
});

test('the types name every method, and no other', () => {
  const types = String(readFileSync(join(installed, 'score.d.ts')));
  const quoted = (text, mark) => text.split(mark).filter((_, index) => index % 2).sort();
  for (const [type, call] of [
    ['NpsMethod', method => core.nps([9], { method })],
    ['ProportionMethod', method => core.proportion(1, 2, { method })],
  ]) {
    const [, named] = types.match(new RegExp(`type ${type} =([^;]*);`));
    let expected;
    assert.throws(() => call('?'), fault => Boolean(({ expected } = fault)));
    assert.deepEqual(quoted(named, "'"), quoted(expected, '`'));
    for (const method of quoted(named, "'")) assert.equal(call(method).method, method);
  }
});
