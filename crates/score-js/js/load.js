// How a module comes in, wherever this runs.

const instantiate = async (source, imports) => {
  source = await source;
  if (source instanceof WebAssembly.Module) return WebAssembly.instantiate(source, imports);
  if (typeof source == 'string' || source instanceof URL) source = await fetch(source);
  // A response, or something else that has bytes.
  if (source.arrayBuffer) {
    if (source.ok === false) throw new Error(`${source.url} answered ${source.status}`);
    // Streamed only if it is served with exactly this type.
    if (source.headers?.get('content-type') == 'application/wasm') {
      return (await WebAssembly.instantiateStreaming(source, imports)).instance;
    }
    source = await source.arrayBuffer();
  }
  return (await WebAssembly.instantiate(source, imports)).instance;
};

/** Makes the function that starts a module: once, however often it is called; again if it failed. */
export const starter = (imports, adopt, beside) => {
  let started;
  return (source = beside()) => started ??= instantiate(source, imports).then(adopt).catch(error => {
    started = undefined;
    throw error;
  });
};
