// The core: metrics and their intervals.

import * as rust from '@glue/score';
import { entries, numbers, ratings } from './given.js';
import { starter } from './load.js';

export const init = starter(rust, () => new URL('./score.wasm', import.meta.url));

const scorer = metric => (given, options) => {
  const [counted, missing] = ratings(given);
  return rust.score(metric, counted, missing, entries(options, 'options'));
};

export const nps = scorer('nps');
export const csat = scorer('csat');
export const ces = scorer('ces');
export const rating = scorer('rating');

export const proportion = (hits, n, options) => rust.proportion(hits, n, entries(options, 'options'));

export const mean = (values, options) => rust.mean(...numbers(values, 'values'), entries(options, 'options'));

export const classify = (metric, rating, options) =>
  rust.classify(metric, rating, entries(options, 'options')) ?? null;

export const round = rust.round;
