// A visitor whom the site knows may have been asked on another device.

import { hooks } from './turn.js';

/** From now on the collector is asked first, where the site's server signed for a respondent. */
export function lookElsewhere() {
  hooks.wasAsked = async asked => {
    const { context, force, saved, test } = asked;
    if (!context.signed || force || saved || test != null) return;
    return (await import('./respondent.js')).wasAsked(asked);
  };
}
