// What few visitors see, and only they are sent: `dist` makes one file of this and what it imports.

import positions from '../../prompt/src/style/rare-positions.css';
import presets from '../../prompt/src/style/presets.css';

export const style = presets + positions;
export { repair } from './theme.js';
