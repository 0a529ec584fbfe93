// What a reload of the page must not cost the visitor: the run that is not over.

const RUN = 'afterword:run';

/** `{survey, body, draft}` of the run that stands, as the loader reads it after a reload. */
let run;

/** A frame in a sandbox has no storage, and says so by throwing. */
const session = work => {
  try {
    return work(sessionStorage);
  } catch {}
};

const save = () => session(storage => storage.setItem(RUN, JSON.stringify(run)));

/** Keeps the latest record of the tag's run. */
export function remember(survey, body) {
  run = { survey, body };
  save();
}

/** Once the run is over. */
export function forget() {
  if (run) session(storage => storage.removeItem(RUN));
  run = null;
}

/** The record of the run that this tag had begun, parsed. */
export const recall = async survey => {
  try {
    const kept = await new Response(session(storage => storage.getItem(RUN))).json();
    const record = kept.survey == survey && (await new Response(kept.body).json());
    if (record) run = kept;
    return record || undefined;
  } catch {}
};

/** Keeps what is being written when the page is left. */
export const sketch = field => {
  if (!run || !field) return;
  run.draft = field.value;
  save();
};

/** Writes it again. */
export const resume = field => {
  if (field && run?.draft) field.value = run.draft;
};
