// Every statistic by name.

import * as rust from '@glue/statistics';
import { prepared } from './prepared.js';
import { starter } from './load.js';

const start = starter(rust.imports, rust.adopt, () => new URL('./statistics.wasm', import.meta.url));

/** The names; empty until the module has started. */
export const kinds = [];

export const init = async source => {
  await start(source);
  if (!kinds.length) Object.freeze(Object.assign(kinds, rust.kinds()));
};

export const calc = (kind, input) =>
  rust.calc(typeof kind == 'string' ? kind : '', prepared(input));
