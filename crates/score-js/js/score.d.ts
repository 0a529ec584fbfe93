/** Anything that lists numbers, and no text. */
export type List = (ArrayLike<unknown> | Iterable<unknown>) & object;

/** A number of respondents; beyond 2^53 a `bigint` is exact. */
export type Count = number | bigint;

/** How often each rating was given: all of them, lowest first, or by rating (`{ 9: 12, 10: 30 }`). */
export type Counts = ArrayLike<Count> | Readonly<Record<number, Count>>;

/**
 * Ratings of one question:
 *
 * - a `Uint8Array`, every byte a rating, which is the fastest;
 * - any other list, in which `null`, `undefined` and holes are missing, and what is no whole number
 *   on the scale is invalid; both are counted, and neither is scored;
 * - counts of the ratings, or of the classes alone.
 */
export type Ratings<Classes> = List | { readonly counts: Counts } | Readonly<Record<keyof Classes, Count>>;

/** The lowest and the highest rating. */
export type Scale = readonly [min: number, max: number];

export type Metric = 'nps' | 'csat' | 'ces' | 'rating';

export interface Options {
  /** How sure the interval is to be, between 0 and 1. @default 0.95 */
  readonly confidence?: number | null | undefined;
  /** With fewer respondents than these, `tooFew` is set. @default 5 */
  readonly minN?: Count | null | undefined;
}

/** How the interval of an NPS is computed. */
export type NpsMethod = 'adjusted_wald' | 'wald' | 't_mean' | 'score';

export interface NpsOptions extends Options {
  /** @default 'adjusted_wald' */
  readonly method?: NpsMethod | null | undefined;
  /** Promoters, passives and detractors that adjusted Wald adds. @default [0.75, 1.5, 0.75] */
  readonly pseudo?: readonly [promoters: number, passives: number, detractors: number] | null | undefined;
}

/** How the interval of a proportion is computed. */
export type ProportionMethod =
  | 'wilson'
  | 'wilson_cc'
  | 'wald'
  | 'agresti_coull'
  | 'adjusted_wald_plus4'
  | 'jeffreys'
  | 'jeffreys_bcd'
  | 'clopper_pearson';

export interface ProportionOptions extends Options {
  /** @default 'wilson' */
  readonly method?: ProportionMethod | null | undefined;
}

export interface RatingOptions extends Options {
  /** @default [1, 5] */
  readonly scale?: Scale | null | undefined;
}

export interface CsatOptions extends ProportionOptions {
  /** @default [1, 5] */
  readonly scale?: Scale | null | undefined;
  /** How many of the highest ratings are satisfied. @default 2, or 1 on a scale of two or three */
  readonly top?: number | null | undefined;
}

export interface CesOptions extends ProportionOptions {
  /** @default [1, 7] */
  readonly scale?: Scale | null | undefined;
  /** Which end of the scale is easy. @default 'higher_is_easier' */
  readonly direction?: 'higher_is_easier' | 'lower_is_easier' | null | undefined;
}

/** How far a figure may be off by chance, in its own unit; `null` where that is undefined. */
export interface Interval<Method extends string = string> {
  /** As the method gives it: it may be less than is possible. */
  readonly lower: number | null;
  /** As the method gives it: it may be more than is possible. */
  readonly upper: number | null;
  readonly method: Method;
  readonly confidence: number;
}

/** What a metric makes of ratings. What is undefined is `null`, never 0. */
export interface Score<Classes = Readonly<Record<string, number>> | null, Method extends string = string>
  extends Interval<Method> {
  readonly metric: Metric;
  /** How many ratings it rests on. */
  readonly n: number;
  /**
   * Unrounded. NPS: points from -100 to 100. CSAT and CES: the share of the satisfied, or of whom it
   * was easy, in percent. Rating: the mean.
   */
  readonly score: number | null;
  /** The score rounded once, halves away from zero. */
  readonly rounded: number | null;
  /** The mean rating; `null` also where only the classes were counted. */
  readonly mean: number | null;
  /** How many respondents are of each class. */
  readonly classes: Classes;
  /** How many were no rating on the scale. */
  readonly invalid: number;
  readonly missing: number;
  /** Whether there are too few respondents to say anything. */
  readonly tooFew: boolean;
}

export interface NpsClasses {
  readonly promoters: number;
  readonly passives: number;
  readonly detractors: number;
}

export interface CsatClasses {
  readonly satisfied: number;
  readonly neutral: number;
  readonly dissatisfied: number;
}

export interface CesClasses {
  readonly easy: number;
  readonly neutral: number;
  readonly hard: number;
}

/** What is thrown: a `TypeError` or a `RangeError`. */
export interface Fault extends Error {
  /** Where: a path such as `counts[3]`. */
  readonly at: string;
  /** The stable name of the problem. */
  readonly code: string;
  /** What would be right. */
  readonly expected: string;
}

/** The Net Promoter Score of ratings from 0 to 10. @throws {Fault} */
export function nps(ratings: Ratings<NpsClasses>, options?: NpsOptions): Score<NpsClasses, NpsMethod>;

/** Customer satisfaction: the share of the top box. @throws {Fault} */
export function csat(ratings: Ratings<CsatClasses>, options?: CsatOptions): Score<CsatClasses, ProportionMethod>;

/** Customer effort: the share of ratings on the easy side. @throws {Fault} */
export function ces(ratings: Ratings<CesClasses>, options?: CesOptions): Score<CesClasses, ProportionMethod>;

/** Plain ratings: their mean, with Student's t. @throws {Fault} */
export function rating(ratings: List | { readonly counts: Counts }, options?: RatingOptions): Score<null, 't'>;

/** A share, as a number from 0 to 1. */
export interface Proportion extends Interval<ProportionMethod> {
  readonly n: number;
  readonly hits: number;
  readonly proportion: number | null;
  readonly tooFew: boolean;
}

/** The share of `hits` among `n`. @throws {Fault} */
export function proportion(hits: Count, n: Count, options?: ProportionOptions): Proportion;

/** A mean, with Student's t. */
export interface Mean extends Interval<'t'> {
  readonly n: number;
  readonly mean: number | null;
  /** The sample standard deviation; `null` of a single value. */
  readonly sd: number | null;
  /** The standard error of the mean. */
  readonly se: number | null;
  /** How many were no finite number. */
  readonly invalid: number;
  readonly missing: number;
  readonly tooFew: boolean;
}

/** The mean of values. @throws {Fault} */
export function mean(values: List, options?: Options): Mean;

export type Class = 'promoter' | 'passive' | 'detractor' | 'satisfied' | 'neutral' | 'dissatisfied' | 'easy' | 'hard';

/** The class of a rating; `null` off the scale. @throws {Fault} */
export function classify(metric: 'nps', rating: unknown): 'promoter' | 'passive' | 'detractor' | null;
export function classify(
  metric: 'csat',
  rating: unknown,
  options?: Pick<CsatOptions, 'scale' | 'top'>,
): 'satisfied' | 'neutral' | 'dissatisfied' | null;
export function classify(
  metric: 'ces',
  rating: unknown,
  options?: Pick<CesOptions, 'scale' | 'direction'>,
): 'easy' | 'neutral' | 'hard' | null;
export function classify(metric: Metric, rating: unknown, options?: object): Class | null;

/** The nearest whole number, halves away from zero; `null` of `null`. @throws {Fault} */
export function round(value: number): number;
export function round(value: number | null): number | null;
