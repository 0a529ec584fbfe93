/** For whom top-level await is no choice: call `init()` and wait for it before anything else. */

export * from './statistics.js';

/** What a module comes from; without it, the file beside the script. */
export type Source = string | URL | Response | BufferSource | WebAssembly.Module;

/** Starts the module: once, however often it is called; again if it failed. */
export function init(source?: Source | PromiseLike<Source>): Promise<void>;
