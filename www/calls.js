// The calls that few pages make, each by the file that answers it. `what` is what the loader hands over.

const delivery = () => import('./delivery.js');

const calls = {
  /** Sends what an earlier visit left behind. */
  drain: async () => (await delivery()).drain(),
  flush: async () => (await delivery()).flush(),
  status: async () => (await delivery()).status(),
  forget: async (...what) => (await import('./respondent.js')).forget(...what),
  explain: async (...what) => (await import('./explain.js')).explain(...what),
};

/** Answers one of them; a name that is none of ours is told in the console. */
export const call = async (name, ...what) => {
  if (Object.hasOwn(calls, name)) return calls[name](...what);
  const message = `Afterword: no call '${name}'`;
  console.warn(message);
  throw Error(message);
};
