// Reading what the browser's own JSON parser made.

/** What a value is, as an index into the kinds that `node.rs` lists. */
export function kind(value) {
  return Array.isArray(value) ? 4
    : value === null ? 0
    : { boolean: 1, number: 2, string: 3, object: 5 }[typeof value];
}

/** What stands in a list at an index; `undefined` behind its end, and in what is no list. */
export function item(value, index) {
  return Array.isArray(value) ? value[index] : undefined;
}

/** The names of an object's own members, as a list. */
export function keys(value) {
  return kind(value) == 5 ? Object.keys(value) : [];
}

/** A member that an object itself has, not what objects inherit; else `undefined`. */
export function member(value, key) {
  return kind(value) == 5 && Object.hasOwn(value, key) ? value[key] : undefined;
}

/** A number as JSON writes it. */
export function literal(number) {
  return String(number);
}
