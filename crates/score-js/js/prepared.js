// Copies what the caller gave into plain primitives and lists that Rust takes: so no getter, proxy
// or iterator of the caller's runs while Rust does, and whatever it throws is thrown here.

/** No statistic reads anything deeper; Rust must not run out of stack. */
const DEEPEST = 16;

export const prepared = (value, depth = 0) => {
  if (typeof value == 'function' || typeof value == 'symbol') return members([]);
  if (typeof value != 'object' || value === null) return value;
  if (depth > DEEPEST) throw new RangeError(`this is nested more than ${DEEPEST} deep`);
  const inside = item => prepared(item, depth + 1);
  if (ArrayBuffer.isView(value)) return numbers(value);
  if (value[Symbol.iterator]) return items(value, inside);
  // In the order in which the command line reads them: of several mistakes both find the same first.
  return members(Object.keys(value).sort().flatMap(name => [name, inside(value[name])]));
};

const members = entries => ({ entries });

const numbers = view => {
  if (view instanceof Float64Array) return new Float64Array(view.buffer, view.byteOffset, view.length);
  return view instanceof BigInt64Array || view instanceof BigUint64Array ? Array.from(view) : Float64Array.from(view);
};

const items = (list, inside) => {
  const copied = Array.from(list);
  return copied.every(item => typeof item == 'number') ? Float64Array.from(copied) : copied.map(inside);
};
