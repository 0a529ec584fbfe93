// Scripts of `src`, as modules whatever lies above them: to Node that is a matter of a file's neighbours.

import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';

const copy = mkdtempSync(join(tmpdir(), 'embed-'));
after(() => rmSync(copy, { recursive: true }));
cpSync(fileURLToPath(new URL('../src', import.meta.url)), copy, {
  recursive: true,
  filter: source => !/\.rs$/.test(source),
});
writeFileSync(join(copy, 'package.json'), '{"type": "module"}');

export const source = path => import(pathToFileURL(join(copy, path)));
