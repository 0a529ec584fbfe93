// The core: metrics and their intervals.

import * as rust from '@glue/score';
import { numbers, options, ratings } from './given.js';
import { starter } from './load.js';

export const init = starter(rust.imports, rust.adopt, () => new URL('./score.wasm', import.meta.url));

/** The options of each. */
const known = {
  nps: ['confidence', 'method', 'pseudo', 'minN'],
  csat: ['confidence', 'method', 'scale', 'top', 'minN'],
  ces: ['confidence', 'method', 'scale', 'direction', 'minN'],
  rating: ['confidence', 'scale', 'minN'],
  proportion: ['confidence', 'method', 'minN'],
  mean: ['confidence', 'minN'],
};

const scorer = metric => (given, chosen) => rust.score(metric, ...ratings(given), options(chosen, known[metric]));

export const nps = scorer('nps');
export const csat = scorer('csat');
export const ces = scorer('ces');
export const rating = scorer('rating');

export const proportion = (hits, n, chosen) => rust.proportion(hits, n, options(chosen, known.proportion));

export const mean = (values, chosen) => rust.mean(...numbers(values, 'values'), options(chosen, known.mean));

// A metric that is none is refused by name.
export const classify = (metric, rating, chosen) =>
  rust.classify(metric, rating, options(chosen, Object.hasOwn(known, metric) ? known[metric] : []));

export const round = rust.round;
