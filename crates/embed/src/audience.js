// What the browser knows of the page and its visitor, for the rules that few surveys have.

/** The width in CSS pixels up to which a screen is a phone's. */
const WIDEST_PHONE = 480;

const device = () => {
  if (matchMedia('(max-width: ' + WIDEST_PHONE + 'px)').matches) return 'phone';
  return matchMedia('(hover: none) and (pointer: coarse)').matches ? 'tablet' : 'desktop';
};

const referrer = () => {
  try {
    return new URL(document.referrer).hostname;
  } catch {}
};

/**
 * Where the visitor is, where from, with what, and the minute of the visitor's day; and the share of
 * visitors that what is asked wants.
 */
export function audience({ definition, sample }) {
  const { origin, pathname, search, hash } = location;
  const now = new Date();
  return {
    origin,
    path: pathname,
    search,
    hash,
    referrer: referrer(),
    campaign: new URLSearchParams(search).get('utm_campaign') || undefined,
    device: device(),
    minute: now.getHours() * 60 + now.getMinutes(),
    sample: sample && sample >= 0 && sample <= 1 ? +sample : definition?.sample,
  };
}

/** Whether a regular expression fits. */
export function fits(pattern, text) {
  try {
    return new RegExp(pattern).test(text);
  } catch {}
  return false;
}
