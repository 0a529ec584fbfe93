// With top-level await: whoever imports this may call at once.

import { init } from './score.js';

export * from './score.js';

await init();
