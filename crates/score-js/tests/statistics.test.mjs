// The statistics against the shared cases, and against the command line to the last digit.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { coreDifferences, differences } from './compare.js';
import { core, statistics } from './package.mjs';

const { calc, kinds } = statistics;
const { cases } = JSON.parse(readFileSync(new URL('../../calc/tests/cases/scoring.json', import.meta.url)));

/** What `afterword calc` answers to the same cases. */
const answers = cases => {
  const input = cases.map(({ id, kind, input }) => JSON.stringify({ id, kind, input })).join('\n');
  const { stdout, status, error } = spawnSync(process.env.AFTERWORD_BIN, ['calc'], { input, maxBuffer: 1 << 28 });
  assert.ifError(error);
  // 1 where a line was refused.
  assert.ok(status === 0 || status === 1);
  return String(stdout).trim().split('\n').map(line => JSON.parse(line));
};

const expectValue = (got, expected, { abs, rel }, at) => {
  if (Array.isArray(expected)) {
    assert.equal(got.length, expected.length, at);
    expected.forEach((element, index) => expectValue(got[index], element, { abs, rel }, `${at}[${index}]`));
  } else if (typeof expected == 'object' && expected !== null) {
    for (const name of Object.keys(expected)) expectValue(got[name], expected[name], { abs, rel }, `${at}.${name}`);
  } else if (typeof expected == 'number') {
    const off = Math.abs(got - expected);
    assert.ok(off <= abs + rel * Math.abs(expected), `${at}: ${got} is not ${expected}`);
  } else {
    assert.equal(got, expected, at);
  }
};

test('every shared case passes', () => {
  assert.ok(cases.length > 250);
  for (const { id, kind, input, expect, tolerance } of cases) expectValue(calc(kind, input), expect, tolerance, id);
});

test('every shared case is the command line\'s to the last digit', () => {
  const native = answers(cases);
  assert.deepEqual(differences(cases, native, calc), []);
  assert.deepEqual(coreDifferences(cases, native, core), []);
});

/** Numbers from 0 to 1 that only look like chance (Steele and Vigna's SplitMix, 32 bits). */
const chance = seed => () => {
  seed = (seed + 0x9e3779b9) | 0;
  let bits = Math.imul(seed ^ (seed >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return ((bits ^ (bits >>> 16)) >>> 0) / 2 ** 32;
};

/** The same request with other figures: most of them still make sense. */
const varied = (value, next) => {
  if (Array.isArray(value)) return value.map(item => varied(item, next));
  if (typeof value == 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, varied(item, next)]));
  }
  if (typeof value != 'number') return value;
  return Number.isInteger(value) ? Math.floor(next() * (2 * value + 3)) : value * (0.5 + next());
};

test('a thousand other requests are the command line\'s to the last digit', () => {
  const seed = Number(process.env.SEED ?? Date.now() % 2 ** 31);
  const next = chance(seed);
  const others = [1, 2, 3, 4].flatMap(() => cases.map(request => ({ ...request, input: varied(request.input, next) })));
  const native = answers(others);
  assert.ok(others.length > 1000 && native.filter(({ result }) => result).length > others.length / 2);
  assert.deepEqual(differences(others, native, calc), [], `SEED=${seed}`);
  assert.deepEqual(coreDifferences(others, native, core), [], `SEED=${seed}`);
});

test('numbers come in any list', () => {
  const values = [3, 1, 4, 1, 5];
  const expected = calc('mean_ci', { values });
  for (const list of [Float64Array, Float32Array, Uint8Array, Int32Array].map(kind => kind.from(values))) {
    assert.deepEqual(calc('mean_ci', { values: list }), expected);
  }
  assert.deepEqual(calc('mean_ci', { values: new Set([3, 1]) }), calc('mean_ci', { values: [3, 1] }));
  const counts = [1, 0, 0, 0, 0, 0, 1, 1, 1, 2, 1];
  const scored = calc('nps_score', { histogram: counts });
  assert.deepEqual(calc('nps_score', { histogram: BigUint64Array.from(counts.map(BigInt)) }), scored);
  assert.deepEqual(calc('nps_score', { responses: [10, null, undefined, , NaN, '9', 9n, {}, Symbol('9')] }).n, 2);
});

test('counts beyond 2^53 are exact as BigInt', () => {
  const [count, n] = [2n ** 53n, 2n ** 53n + 1n];
  assert.throws(() => calc('prop_ci', { count: n, n: count, method: 'wilson' }), RangeError);
  assert.ok(calc('prop_ci', { count, n, method: 'wilson' }).lower < 1);
  assert.throws(() => calc('prop_ci', { count, n: 2n ** 64n, method: 'wilson' }), { code: 'out_of_range', at: 'n' });
  assert.throws(() => calc('prop_ci', { count: -(2n ** 200n), n, method: 'wilson' }), { code: 'out_of_range', at: 'count' });
});

test('results are frozen through and through', () => {
  const { table } = calc('kaplan_meier', { time: [1, 2, 3], event: [1, 0, 1] });
  assert.ok(Object.isFrozen(table) && Object.isFrozen(table[0]));
  assert.ok(Object.isFrozen(kinds) && kinds.length > 30);
});

test('unknown names and what is no request are errors', () => {
  for (const kind of ['nps', undefined, null, 5, Symbol('nps_score'), {}]) {
    assert.throws(() => calc(kind, {}), { name: 'TypeError', at: 'kind', code: 'unknown_kind' });
  }
  for (const input of [undefined, null, 5, 'x', []]) {
    assert.throws(() => calc('nps_score', input), TypeError);
  }
});

test('ten thousand bad calls leave the module as it was', () => {
  const good = { count: 3, n: 7, method: 'clopper_pearson' };
  const before = calc('prop_ci', good);
  const thrower = () => { throw new Error('mine'); };
  const cycle = {};
  cycle.counts = cycle;
  const deep = depth => depth ? [deep(depth - 1)] : [];
  const bad = [
    undefined, null, true, 'x', -1, 0.5, NaN, Infinity, 2n ** 70n, Symbol('s'), thrower, {}, [[]], cycle, deep(2000),
    new Proxy({}, { get: thrower, ownKeys: thrower }), new Proxy([], { get: thrower }), new DataView(new ArrayBuffer(8)),
    { valueOf: thrower, toString: thrower }, { length: -1 }, { [Symbol.iterator]: thrower }, new Date(NaN),
  ];
  let calls = 0;
  while (calls < 10_000) {
    for (const kind of kinds) {
      for (const value of bad) {
        for (const input of [value, { a: value }, { ...cases[calls % cases.length].input, conf: value }, { responses: value, counts: value }]) {
          calls++;
          try {
            calc(kind, input);
          } catch (error) {
            assert.ok(!(error instanceof WebAssembly.RuntimeError), error);
          }
        }
      }
    }
  }
  assert.deepEqual(calc('prop_ci', good), before);
});
