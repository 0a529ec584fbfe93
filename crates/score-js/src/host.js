// The other side of `host.rs`: what Rust asks of JavaScript.

/** What stands where something else was expected, as an article and a noun. */
const what = value =>
  value == null ? 'null'
  : Array.isArray(value) || ArrayBuffer.isView(value) ? 'a list'
  : { boolean: 'true or false', number: 'a number', bigint: 'a number', string: 'a text' }[typeof value]
    ?? (typeof value == 'object' ? 'an object' : `a ${typeof value}`);

const messages = {
  wrong_type: value => `this is ${what(value)}`,
  missing: () => 'this field is needed and is not there',
  unknown_field: () => 'no such field is known here',
  out_of_range: () => 'this number is out of range',
  not_whole: () => 'this number has a fraction',
  unknown_value: value => `\`${value}\` is not known here`,
};

/** An error to throw about the value at a path, or under a key of what stands there. */
export const fault = (code, at, key, value, expected) => error(
  code,
  typeof key == 'number' ? `${at}[${key}]` : key === undefined ? at : at ? `${at}.${key}` : key,
  messages[code](value),
  expected,
);

/** An error that says what is wrong, where, and what would be right. */
export const error = (code, at, message, expected) =>
  Object.assign(new (/type|field|missing|kind/.test(code) ? TypeError : RangeError)(message), { at, code, expected });

/** Figures that are undefined come as not-a-number. */
const figure = number => number === number ? number : null;

export const score = (
  metric, n, score, rounded, lower, upper, method, confidence, mean,
  highName, high, middleName, middle, lowName, low, invalid, missing, tooFew,
) => Object.freeze({
  metric, n,
  score: figure(score), rounded: figure(rounded),
  lower: figure(lower), upper: figure(upper), method, confidence,
  mean: figure(mean),
  classes: highName ? Object.freeze({ [highName]: high, [middleName]: middle, [lowName]: low }) : null,
  invalid, missing, tooFew,
});

export const proportion = (n, hits, proportion, lower, upper, method, confidence, tooFew) => Object.freeze({
  n, hits, proportion: figure(proportion),
  lower: figure(lower), upper: figure(upper), method, confidence,
  tooFew,
});

export const mean = (n, mean, sd, se, lower, upper, method, confidence, invalid, missing, tooFew) => Object.freeze({
  n, mean: figure(mean), sd: figure(sd), se: figure(se),
  lower: figure(lower), upper: figure(upper), method, confidence,
  invalid, missing, tooFew,
});

export const list = Object.freeze;

export const object = entries => {
  const members = {};
  for (let index = 0; index < entries.length; index += 2) members[entries[index]] = entries[index + 1];
  return Object.freeze(members);
};
