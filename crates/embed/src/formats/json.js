// JSON, written without the page's help: `JSON.stringify` asks every array for its `toJSON`, and old
// libraries give it one that writes something else.

const quoted = text =>
  '"' + text.replace(/["\\\x00-\x1f]/g, char => '\\u' + char.charCodeAt().toString(16).padStart(4, 0)) + '"';

/** A value that came from JSON, or was made like one; members without a value are left out. */
export const written = value => {
  if (typeof value == 'string') return quoted(value);
  if (Array.isArray(value)) return '[' + value.map(written) + ']';
  if (value && typeof value == 'object') {
    const members = Object.entries(value).filter(([, member]) => member !== undefined);
    return '{' + members.map(([name, member]) => quoted(name) + ':' + written(member)) + '}';
  }
  return '' + (value ?? null);
};
