// With top-level await: whoever imports this may call at once.

import { init } from './statistics.js';

export * from './statistics.js';

await init();
