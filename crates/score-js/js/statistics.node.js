// Node starts by itself as well.

import { init } from './statistics.init.node.js';

export * from './statistics.init.node.js';

await init();
