// The look that an owner gave the prompt. What only some looks need comes when one does.

import { adopt, mount } from './stage.js';

/** The preset that is in every bundle. */
const CLASSIC = 'classic';
/** Where few prompts stand. */
const RARE_POSITION = /center|bar/;
/** The custom properties that may make a text unreadable. */
const REPAIRED = ['surface', 'text', 'quiet', 'edge', 'wrong', 'accent', 'on-accent'];

/** What `rare.js` exports, once it is here. */
let rare = {};

const fetchRare = async () => {
  try {
    rare = await import('./rare.js');
  } catch {}
};

const isColoured = element => {
  const style = getComputedStyle(element);
  let value;
  for (const name of REPAIRED) value ||= style.getPropertyValue('--afterword-' + name);
  return value;
};

/** Fetches what the prompt will need, so that it is seen in no other look before. */
export const prepare = async asked => {
  const { position, preset = CLASSIC } = { ...asked.definition?.look, ...asked };
  if (preset != CLASSIC || RARE_POSITION.test(position) || isColoured(document.documentElement)) await fetchRare();
};

/** The style that goes before that of the prompt. */
export const rareStyle = () => rare.style || '';

/** To be called when a card or a tab is drawn. What its colours are is asked when all of it stands. */
export function repair() {
  setTimeout(async () => {
    const card = mount?.firstElementChild;
    if (!card || !isColoured(card)) return;
    if (!rare.repair) await fetchRare();
    if (card.isConnected) rare.repair?.(card, adopt);
  });
}
