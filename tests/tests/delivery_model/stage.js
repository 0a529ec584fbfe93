// Stands in for the stage: notes what is reported to it.

export const KEPT = 1;
export const UNKEPT = 2;

/** What was reported and not yet taken, oldest first. */
export const reports = [];
/** The response whose prompt stands. */
export const current = {};

export const report = what => void reports.push(what);

export const tellFate = is => {
  if (is == 'sent') witness('thanked as sent', JSON.stringify(current));
};
