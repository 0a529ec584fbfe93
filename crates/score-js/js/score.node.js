// Node starts by itself as well.

import { init } from './score.init.node.js';

export * from './score.init.node.js';

await init();
