// Whether a value has a shape: as much of JSON Schema as the shapes in `shapes` need, and a complaint
// about any word that this does not know.

const TYPES = {
  array: Array.isArray,
  boolean: value => typeof value == 'boolean',
  null: value => value === null,
  number: value => typeof value == 'number',
  object: value => typeof value == 'object' && value !== null && !Array.isArray(value),
  string: value => typeof value == 'string',
};

const WORDS = {
  type: (types, value) => [types].flat().some(type => TYPES[type](value)) || `is no ${types}`,
  const: (wanted, value) => value === wanted || `is not ${wanted}`,
  enum: (wanted, value) => wanted.includes(value) || `is none of ${wanted}`,
  pattern: (pattern, value) =>
    typeof value != 'string' || RegExp(pattern).test(value) || `does not match ${pattern}`,
  minLength: (least, value) => typeof value != 'string' || value.length >= least || `is shorter than ${least}`,
  maxLength: (most, value) => typeof value != 'string' || value.length <= most || `is longer than ${most}`,
  minItems: (least, value) => !Array.isArray(value) || value.length >= least || `has fewer than ${least}`,
  maxItems: (most, value) => !Array.isArray(value) || value.length <= most || `has more than ${most}`,
  maxProperties: (most, value) => Object.keys(value).length <= most || `has more than ${most} members`,
  required: (names, value) => names.every(name => Object.hasOwn(value, name)) || `lacks one of ${names}`,
  anyOf: (shapes, value) =>
    shapes.some(shape => !faults(shape, value).length) || 'has none of the shapes it may have',
};

const ofMembers = (shape, value, at) =>
  Object.entries(value).flatMap(([name, member]) => {
    const here = at + '.' + name;
    const patterns = Object.entries(shape.patternProperties ?? {}).filter(([pattern]) =>
      RegExp(pattern).test(name),
    );
    const shapes = [shape.properties?.[name], ...patterns.map(([, one]) => one)].filter(Boolean);
    if (shapes.length) return shapes.flatMap(one => faults(one, member, here));
    const rest = shape.additionalProperties ?? true;
    if (rest === false) return [`${here} is not known there`];
    return rest === true ? [] : faults(rest, member, here);
  });

const NESTED = ['properties', 'patternProperties', 'additionalProperties', 'items'];

/** What is wrong with a value, each with its place. */
export const faults = (shape, value, at = '$') => {
  const own = Object.entries(shape)
    .filter(([word]) => !NESTED.includes(word))
    .map(([word, wanted]) => {
      if (!WORDS[word]) throw Error('a shape says ' + word);
      return WORDS[word](wanted, value);
    })
    .filter(fault => fault !== true)
    .map(fault => `${at} ${fault}`);
  if (own.length) return own;
  if (Array.isArray(value) && shape.items)
    return value.flatMap((item, index) => faults(shape.items, item, `${at}[${index}]`));
  return TYPES.object(value) ? ofMembers(shape, value, at) : [];
};
