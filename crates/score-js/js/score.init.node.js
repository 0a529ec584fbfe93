// Node fetches no files: it reads them.

import { readFile } from 'node:fs/promises';
import { init as start } from './score.init.js';

export * from './score.init.js';

export const init = (source = readFile(new URL('./score.wasm', import.meta.url))) => start(source);
