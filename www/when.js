// What a survey waits for: triggers, and groups of them of which any or all have to come.

/** The triggers themselves, out of the groups that they stand in. */
export const leaves = when => (when.any || when.all)?.flatMap(leaves) || [when];

/** Whether it came, given the triggers that did. */
export const holds = (when, met) => {
  const held = part => holds(part, met);
  return when.any?.some(held) ?? when.all?.every(held) ?? met.has(when);
};
