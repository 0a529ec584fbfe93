// Node fetches no files: it reads them.

import { readFile } from 'node:fs/promises';
import { init as start } from './statistics.init.js';

export * from './statistics.init.js';

export const init = (source = readFile(new URL('./statistics.wasm', import.meta.url))) => start(source);
