// Reading what the browser's own JSON parser made.

/** What a value is, as an index into the kinds that `node.rs` lists. */
export function kind(value) {
  return Array.isArray(value) ? 4
    : value === null ? 0
    : { boolean: 1, number: 2, string: 3, object: 5 }[typeof value];
}

/** A member that the document itself has, not what objects inherit; else `undefined`. */
export function member(object, key) {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A number as JSON writes it. */
export function literal(number) {
  return String(number);
}
