// What the browser knows of the numbers of a language.

/** A number as a language writes it. */
export function digits(language, number) {
  try {
    return new Intl.NumberFormat(language).format(number);
  } catch {
    return String(number);
  }
}

/** The plural that a language uses with a number, as an index into `Plural::ALL`. */
export function plural(language, number) {
  try {
    return { one: 1, two: 2, few: 3, many: 4, zero: 5 }[new Intl.PluralRules(language).select(number)];
  } catch {}
}
