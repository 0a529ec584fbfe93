// The core, as whoever installed the package calls it.

import assert from 'node:assert/strict';
import test from 'node:test';
import { core, statistics } from './package.mjs';

const { ces, classify, csat, mean, nps, proportion, rating, round } = core;

/** What is thrown, as its own name and fields. */
const fault = call => {
  try {
    call();
  } catch (error) {
    const { name, message, at, code, expected } = error;
    return { name, message, at, code, expected };
  }
  return assert.fail('nothing was thrown');
};

const RATINGS = [10, 9, 9, 8, 7, 6, 0];

test('the same ratings give the same score in every form', () => {
  const histogram = [1, 0, 0, 0, 0, 0, 1, 1, 1, 2, 1];
  const expected = nps(RATINGS);
  assert.equal(expected.n, 7);
  assert.equal(expected.score, 100 / 7);
  assert.equal(expected.rounded, 14);
  assert.deepEqual({ ...expected.classes }, { promoters: 3, passives: 2, detractors: 2 });
  for (const form of [
    Uint8Array.from(RATINGS),
    new Uint8ClampedArray(RATINGS),
    Int8Array.from(RATINGS),
    Uint32Array.from(RATINGS),
    Float64Array.from(RATINGS),
    BigInt64Array.from(RATINGS.map(BigInt)),
    Buffer.from(RATINGS),
    RATINGS.values(),
    { length: 7, ...RATINGS },
    { counts: histogram },
    { counts: Float64Array.from(histogram) },
    { counts: BigUint64Array.from(histogram.map(BigInt)) },
    { counts: { 0: 1, 6: 1n, 7: 1, 8: 1, 9: 2, 10: 1 } },
  ]) {
    assert.deepEqual(nps(form), expected);
  }
  assert.deepEqual(nps(new Set([9, 0])), nps([9, 0]));
});

test('classes alone have a score and no mean', () => {
  const classes = { promoters: 70, passives: 10, detractors: 20 };
  const result = nps(classes);
  assert.equal(result.score, 50);
  assert.equal(result.mean, null);
  // What was given out can be given in.
  assert.deepEqual(nps(result.classes), result);
  assert.equal(csat({ satisfied: 3, neutral: 1, dissatisfied: 0 }).score, 75);
  assert.equal(ces({ easy: 1, neutral: 0, hard: 3 }).score, 25);
});

test('missing and invalid ratings are counted and not scored', () => {
  const list = [9, null, undefined, , 6.5, '9', -1, 11, NaN, Infinity, true, {}, [9], -0, 9n, 2 ** 53 + 2, Symbol('9')];
  const { n, missing, invalid, classes } = nps(list);
  assert.deepEqual({ n, missing, invalid }, { n: 3, missing: 3, invalid: 11 });
  assert.deepEqual({ ...classes }, { promoters: 2, passives: 0, detractors: 1 });
  assert.equal(nps(Uint8Array.of(9, 11, 255)).invalid, 2);
});

test('nobody asked is not a score of zero', () => {
  for (const empty of [[], new Uint8Array(), { counts: {} }, { promoters: 0, passives: 0, detractors: 0 }, [null]]) {
    const { n, score, rounded, lower, upper, mean: average, tooFew } = nps(empty);
    assert.deepEqual([n, score, rounded, lower, upper, average, tooFew], [0, null, null, null, null, null, true]);
  }
  assert.equal(proportion(0, 0).proportion, null);
  assert.equal(mean([]).mean, null);
  const single = mean([3]);
  assert.deepEqual([single.mean, single.sd, single.lower], [3, null, null]);
});

test('results are frozen', () => {
  const result = nps(RATINGS);
  assert.ok(Object.isFrozen(result) && Object.isFrozen(result.classes));
  assert.ok(Object.isFrozen(proportion(1, 2)) && Object.isFrozen(mean([1, 2])));
});

test('counts beyond 2^53 are exact as BigInt', () => {
  // As numbers these two would be the same.
  const [hits, n] = [2n ** 53n, 2n ** 53n + 1n];
  assert.equal(fault(() => proportion(n, hits)).at, 'hits');
  assert.ok(proportion(hits, n).lower < 1);
  assert.equal(fault(() => proportion(0, 2n ** 64n)).code, 'out_of_range');
  assert.equal(nps({ counts: { 10: 2n ** 64n - 1n } }).score, 100);
  assert.equal(nps({ promoters: 4_000_000_000, passives: 0, detractors: 0 }).n, 4_000_000_000);
});

test('scales, tops and directions are options', () => {
  assert.equal(csat([1, 2, 3, 4, 5]).score, 40);
  assert.equal(csat([1, 2, 3, 4, 5], { top: 1 }).score, 20);
  assert.equal(csat([0, 1, 1], { scale: [0, 1] }).score, 200 / 3);
  assert.equal(ces([1, 7, 7]).classes.easy, 2);
  assert.equal(ces([1, 7, 7], { direction: 'lower_is_easier' }).classes.easy, 1);
  const { score, method, classes } = rating([-2, 0, 1], { scale: [-2, 2] });
  assert.deepEqual([score, method, classes], [-1 / 3, 't', null]);
  assert.equal(nps(RATINGS, { minN: 8 }).tooFew, true);
  assert.equal(nps(RATINGS, { minN: 7 }).tooFew, false);
  // What is not given is what is given as nothing.
  assert.deepEqual(nps(RATINGS, { confidence: undefined, method: null }), nps(RATINGS));
});

test('ratings have their class', () => {
  assert.deepEqual([6, 7, 9].map(rating => classify('nps', rating)), ['detractor', 'passive', 'promoter']);
  for (const nothing of [11, 6.5, '9', null, undefined, NaN]) assert.equal(classify('nps', nothing), null);
  assert.equal(classify('csat', 4), 'satisfied');
  assert.equal(classify('ces', 1, { direction: 'lower_is_easier' }), 'easy');
  assert.equal(classify('rating', 3), null);
});

test('halves round away from zero, once', () => {
  for (const [value, rounded] of [[0.5, 1], [-0.5, -1], [2.5, 3], [-2.4, -2], [null, null]]) {
    assert.equal(round(value), rounded);
  }
});

test('errors say what is wrong, where, and what would be right', () => {
  const wrongType = 'TypeError', range = 'RangeError';
  for (const [call, name, at, message, expected] of [
    [() => nps('9'), wrongType, 'ratings', 'this is a text', 'a list of numbers'],
    [() => nps(), wrongType, 'ratings', 'this is null', 'a list of numbers'],
    [() => nps([9], { confidence: 95 }), range, 'confidence', 'this number is out of range', 'a number above 0 and below 1'],
    [() => nps([9], { confidence: NaN }), range, 'confidence', 'this number is out of range', 'a number above 0 and below 1'],
    [() => nps([9], { confidence: '0.9' }), wrongType, 'confidence', 'this is a text', 'a number above 0 and below 1'],
    [() => nps([9], { confidance: 0.9 }), wrongType, 'confidance', 'no such field is known here', '`confidence`, `method`, `pseudo` or `minN`'],
    [() => nps([9], { method: 'wilson' }), range, 'method', '`wilson` is not known here', '`wald`, `adjusted_wald`, `t_mean` or `score`'],
    [() => nps([9], { pseudo: [1, 'x', 1] }), wrongType, 'pseudo[1]', 'this is a text'],
    [() => nps([9], { pseudo: [1, -1, 1] }), range, 'pseudo[1]', 'this number is out of range'],
    [() => nps([9], { pseudo: [1, 1] }), wrongType, 'pseudo', 'this is a list'],
    [() => nps([9], 0.95), wrongType, 'options', 'this is a number', 'an object'],
    [() => nps([9], { minN: 1.5 }), range, 'minN', 'this number has a fraction', 'a whole number of at least 0'],
    [() => nps({ promoters: 1, passives: 1 }), wrongType, 'detractors', 'this field is needed and is not there', 'a whole number of at least 0'],
    [() => nps({ promoters: -1, passives: 1, detractors: 1 }), range, 'promoters', 'this number is out of range', 'a whole number of at least 0'],
    [() => nps({ promoter: 1 }), wrongType, 'promoter', 'no such field is known here', '`promoters`, `passives` or `detractors`'],
    [() => nps({ counts: [1, 2] }), wrongType, 'counts[2]', 'this field is needed and is not there'],
    [() => nps({ counts: { 11: 1 } }), wrongType, 'counts.11', 'no such field is known here'],
    [() => nps({ counts: { 10: '1' } }), wrongType, 'counts.10', 'this is a text', 'a whole number of at least 0'],
    [() => csat([1], { scale: [5, 1] }), range, 'scale'],
    [() => csat([1], { scale: [1, 5.5] }), range, 'scale[1]', 'this number has a fraction'],
    [() => csat([1], { top: 5 }), range, 'top', 'this number is out of range'],
    [() => ces([1], { direction: 'up' }), range, 'direction', '`up` is not known here'],
    [() => rating({ easy: 1 }), wrongType, 'ratings'],
    [() => proportion(3, 2), range, 'hits', 'this number is out of range', 'at most n'],
    [() => mean(5), wrongType, 'values', 'this is a number', 'a list of numbers'],
    [() => classify('nsp', 9), range, 'metric', '`nsp` is not known here', '`nps`, `csat`, `ces` or `rating`'],
    [() => classify(Symbol('nps'), 9), wrongType, 'metric', 'this is a symbol'],
    [() => round('5'), wrongType, 'value', 'this is a text', 'a number'],
  ]) {
    const found = fault(call);
    assert.equal(found.name, name, at);
    assert.equal(found.at, at);
    if (message) assert.equal(found.message, message, at);
    if (expected) assert.equal(found.expected, expected, at);
    assert.ok(found.code && found.expected, at);
  }
});

test('the core and the statistics say the same of the same mistakes', () => {
  const classes = { promoters: 1, passives: 1, detractors: 1 };
  for (const [ours, theirs] of [
    [() => nps({ ...classes, promoters: -1 }), ['nps_ci', { ...classes, promoters: -1 }]],
    [() => nps({ ...classes, passives: 0.5 }), ['nps_ci', { ...classes, passives: 0.5 }]],
    [() => nps({ ...classes, detractors: 'x' }), ['nps_ci', { ...classes, detractors: 'x' }]],
    [() => nps({ ...classes, detractors: null }), ['nps_ci', { ...classes, detractors: null }]],
    [() => nps({ ...classes, detractors: [1] }), ['nps_ci', { ...classes, detractors: [1] }]],
    [() => nps({ ...classes, detractors: {} }), ['nps_ci', { ...classes, detractors: {} }]],
    [() => nps({ ...classes, detractors: false }), ['nps_ci', { ...classes, detractors: false }]],
  ]) {
    const { name, at, code, message, expected } = fault(() => statistics.calc(...theirs));
    assert.deepEqual(fault(ours), { name, message, at, code, expected });
  }
  const [ours, theirs] = [
    fault(() => nps(classes, { confidence: 1 })),
    fault(() => statistics.calc('nps_ci', { ...classes, conf: 1 })),
  ];
  assert.deepEqual(ours, { ...theirs, at: 'confidence' });
});

/** Values that no call wants. */
const thrower = () => { throw new Error('mine'); };
const BAD = [
  undefined, null, true, 'x', -1, 0.5, NaN, Infinity, 2n ** 70n, Symbol('s'), thrower, {}, [[]], [Symbol('s')],
  new Proxy({}, { get: thrower, ownKeys: thrower }), new Proxy([], { get: thrower }),
  Object.defineProperty({}, 'counts', { get: thrower, enumerable: true }),
  { length: -1 }, { length: 2 ** 53 }, { valueOf: thrower, toString: thrower }, new DataView(new ArrayBuffer(8)),
  { counts: [{}] }, { counts: thrower }, { promoters: thrower }, { confidence: {} }, { pseudo: [thrower] },
  { scale: [1] }, { scale: { length: 2 } }, new Date(NaN), /x/, new Map([[1, 2]]), Object.create(null),
  class extends Uint8Array { subarray() { throw new Error('mine'); } },
  new (class extends Uint8Array { subarray() { throw new Error('mine'); } })(4),
];

test('ten thousand bad calls leave the module as it was', () => {
  const good = () => [nps(RATINGS), csat([1, 5]), proportion(3, 7, { method: 'clopper_pearson' }), mean([1, 2, 4])];
  const before = good();
  let calls = 0;
  for (let turn = 0; calls < 10_000; turn++) {
    for (const [index, bad] of BAD.entries()) {
      const other = BAD[(index + turn) % BAD.length];
      for (const call of [nps, csat, ces, rating, proportion, mean, classify, round]) {
        try {
          call(bad, other, BAD[(index * 7 + turn) % BAD.length]);
        } catch (error) {
          assert.ok(!(error instanceof WebAssembly.RuntimeError), error);
        }
        calls++;
      }
    }
  }
  assert.deepEqual(good(), before);
});
