// Compiled and never run: what the types allow, and what they refuse.

import { ces, classify, csat, mean, nps, proportion, rating, round, type Fault } from 'afterword-score';
import { init, nps as later } from 'afterword-score/init';
import { calc, kinds, type Inputs, type Kind, type Results } from 'afterword-score/statistics';

const { score, classes, method } = nps(new Uint8Array([9, 10]), { confidence: 0.9, method: 'score' });
const promoters: number = classes.promoters;
const points: number | null = score;
method satisfies 'adjusted_wald' | 'wald' | 't_mean' | 'score';
nps({ promoters: 70, passives: 10, detractors: 20n }, { pseudo: [1, 2, 1] });
nps({ counts: { 9: 3, 10: 4n } });
nps(nps([9, null, undefined]).classes);
csat(new Set([4, 5]), { scale: [1, 5], top: 2, method: 'clopper_pearson' }).classes.satisfied;
ces([1, 7], { direction: 'lower_is_easier' });
rating([1, 5]).classes satisfies null;
proportion(3n, 7).proportion;
mean(Float64Array.of(1.5)).se;
classify('nps', 9) satisfies 'promoter' | 'passive' | 'detractor' | null;
round(2.5) satisfies number;
await init(new URL('https://host.example/score.wasm'));
later([9]);

// @ts-expect-error a list or counts
nps('9');
// @ts-expect-error one detractor's count is missing
nps({ promoters: 1, passives: 1 });
// @ts-expect-error a method of proportions
nps([9], { method: 'wilson' });
// @ts-expect-error no such option
nps([9], { confidance: 0.9 });
// @ts-expect-error frozen
nps([9]).n = 5;

const { lower } = calc('prop_ci', { count: 3, n: 7n, method: 'wilson' });
const bound: number | null = lower;
const every: readonly Kind[] = kinds;
calc('mean_ci', { values: Float64Array.of(1, 2, 3), conf: 0.9 });
calc('nps_score', { responses: [9, null, 'x'] });
const generic = <K extends Kind>(kind: K, input: Inputs[K]): Results[K] => calc(kind, input);

// @ts-expect-error no such statistic
calc('nps', {});
// @ts-expect-error no such field
calc('nps_score', { promoter: 1 });

export const told = (fault: Fault): string => `${fault.at}: ${fault.message}; expected ${fault.expected}`;
export { bound, every, generic, points, promoters };
