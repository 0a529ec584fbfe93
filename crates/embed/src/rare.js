// What few visitors see, and only they are sent: `dist` makes one file of this and what it imports.

export { default as presets } from '../../prompt/src/style/presets.css';
export { repair } from './theme.js';
