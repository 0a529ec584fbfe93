// Reads what the caller gave into what Rust takes: so no getter, proxy or iterator of the caller's
// runs while Rust does, and whatever it throws is thrown here.

import { fault } from '@glue/host';

const isObject = value => typeof value == 'object' && value !== null;

const isNumber = value => typeof value == 'number' || typeof value == 'bigint';

const refuse = (at, value, expected) => {
  throw fault('wrong_type', at, undefined, value, expected);
};

const isList = value => isObject(value) && (Number.isInteger(value.length) || Symbol.iterator in value);

/**
 * Numbers as a `Float64Array`, not-a-number for what is none. `null`, `undefined` and holes are
 * missing: they are left out and counted.
 */
export const numbers = (given, at) => {
  if (given instanceof Float64Array) {
    // Another view of the same: what the caller made of the first one's methods is no matter.
    return [new Float64Array(given.buffer, given.byteOffset, given.length), 0];
  }
  if (!isList(given)) refuse(at, given, 'a list of numbers');
  const list = Number.isInteger(given.length) ? given : [...given];
  const values = new Float64Array(list.length);
  let n = 0;
  for (let index = 0; index < values.length; index++) {
    const value = list[index];
    if (value != null) values[n++] = isNumber(value) ? Number(value) : NaN;
  }
  return [values.subarray(0, n), values.length - n];
};

/** What was chosen among the options that are known: a copy, in which nothing is the caller's. */
export const options = (given = {}, known) => {
  if (!isObject(given)) refuse('options', given, 'an object');
  const chosen = {};
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) throw fault('unknown_field', name, undefined, undefined, oneOf(known));
    const value = given[name];
    chosen[name] = Array.isArray(value) ? [...value] : value ?? undefined;
  }
  return chosen;
};

const oneOf = names => `\`${names.slice(0, -1).join('`, `')}\` or \`${names.at(-1)}\``;

/**
 * Ratings: bytes, numbers, or names and counts in turn, inside of another list if the names are
 * those of classes; and how many are missing.
 */
export const ratings = given => {
  if (given instanceof Uint8Array) return [bytes(given), 0];
  if (!isObject(given) || isList(given)) return numbers(given, 'ratings');
  const { counts } = given;
  if (counts === undefined) return [[Object.entries(given).flat()], 0];
  if (!isObject(counts)) refuse('counts', counts, 'a list or an object of counts');
  const pairs = isList(counts)
    ? Array.from(counts, (count, position) => [position, count])
    : Object.entries(counts);
  return [pairs.flat(), 0];
};

const bytes = given => {
  if (given.length > MOST_BYTES) throw fault('out_of_range', 'ratings.length', undefined, given.length, `at most ${MOST_BYTES}`);
  return new Uint8Array(given.buffer, given.byteOffset, given.length);
};

/** Rust counts them in 32 bits. */
const MOST_BYTES = 2 ** 32 - 1;
