// A theme that could not be read is repaired, and its owner told.

/** A colour, what it is drawn on, and the least contrast of the two by WCAG 2.2. */
const PAIRS = [
  ['text', 'surface', 4.5],
  ['quiet', 'surface', 4.5],
  ['edge', 'surface', 3],
  ['wrong', 'surface', 4.5],
  ['accent', 'surface', 3],
  ['on-accent', 'accent', 4.5],
];

const linear = part => (part > 0.04045 ? ((part + 0.055) / 1.055) ** 2.4 : part / 12.92);
const luminance = ([red, green, blue]) =>
  0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);

/** The contrast of two colours by WCAG; a colour is three numbers from 0 to 1. */
export function contrast(one, other) {
  const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return a > b ? a / b : b / a;
}

/** A colour moved toward black or white, only as far as the contrast needs. */
export function moved(color, ground, least) {
  const end = +(contrast([1, 1, 1], ground) > contrast([0, 0, 0], ground));
  let near = color;
  for (let step = 0; step <= 50 && contrast(near, ground) < least; step++)
    near = color.map(part => Math.round(255 * (part + ((end - part) * step) / 50)) / 255);
  return near;
}

const hex = color => '#' + color.map(part => Math.round(255 * part).toString(16).padStart(2, 0)).join('');

/** Repairs what the page's custom properties made unreadable on a card, or on the tab. */
export function repair(card, adopt) {
  // Colours that the visitor forces are the visitor's own, and hide what the owner set.
  if (matchMedia('(forced-colors:active)').matches) return;
  const style = getComputedStyle(card);
  const sheet = adopt('');
  let repairs = '';
  const shown = name => {
    // Mixed with itself, a colour of any notation is told as three numbers from 0 to 1.
    sheet.replaceSync(`${repairs}section{outline-color:color-mix(in srgb,var(--${name}),var(--${name}))!important}`);
    return style.outlineColor.match(/[\d.]+(e-\d+)?/g).slice(0, 3).map(Number);
  };
  for (const [name, on, least] of PAIRS) {
    const color = shown(name);
    const ground = shown(on);
    const near = moved(color, ground, least);
    if (near == color) continue;
    repairs += `section{--${name}:${hex(near)}!important}`;
    console.warn(
      `Afterword: --afterword-${name} is ${hex(color)} on ${hex(ground)}, a contrast of ${contrast(color, ground).toFixed(2)} where ${least} is needed; shown as ${hex(near)}`,
    );
  }
  sheet.replaceSync(repairs);
}
