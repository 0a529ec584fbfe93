// The calls that few pages make, each by the file that answers it. `what` is what the loader hands over.

const delivery = () => import('./delivery.js');

/** Sends what an earlier visit left behind. */
export const drain = async () => (await delivery()).drain();

export const flush = async () => (await delivery()).flush();

export const status = async () => (await delivery()).status();

export const forget = async (...what) => (await import('./respondent.js')).forget(...what);

export const explain = async (...what) => (await import('./explain.js')).explain(...what);
