// The package as it would be published: packed, and installed where nothing else is.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const npm = (folder, ...words) =>
  String(execFileSync('npm', [...words, '--loglevel=error'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] }));

/** A folder with the package among its modules; gone when the process ends. */
export const folder = mkdtempSync(join(tmpdir(), 'afterword-score-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const [packed] = JSON.parse(npm(process.env.AFTERWORD_SCORE_JS, 'pack', '--json', '--pack-destination', folder));

/** The names of the files in it. */
export const files = packed.files.map(file => file.path);

writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
npm(folder, 'install', '--offline', '--no-audit', '--no-fund', join(folder, packed.filename));

/** Imports from inside of the folder, so that names mean what they do for whoever installed it. */
export const load = async name => {
  const file = join(folder, `${name.replaceAll('/', '-')}.mjs`);
  writeFileSync(file, `export * from '${name}';\n`);
  return import(pathToFileURL(file));
};

export const core = await load('afterword-score');
export const statistics = await load('afterword-score/statistics');
