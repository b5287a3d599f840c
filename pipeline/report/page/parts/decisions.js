// What is decided: the review as it was read, the changes since, and the way back. Kept by the browser until saved.

const KEY = `storyboard-review ${sheet.project} ${sheet.stem} ${sheet.realm}`;
const copy = (value) => JSON.parse(JSON.stringify(value));
const same = (one, other) => sorted(one) === sorted(other);
const sorted = (value) => JSON.stringify(value, (_, held) =>
  held && typeof held === "object" && !Array.isArray(held)
    ? Object.fromEntries(Object.entries(held).sort(([a], [b]) => (a < b ? -1 : 1)))
    : held);

const review = { shots: copy(sheet.review.shots), base: copy(sheet.review) };
const past = [];

function remembered(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function remember(key, value) {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(value));
  } catch { tell("This browser keeps nothing: save before you leave."); }
}

/** Takes up what was decided here before and not saved. Gives whether the review changed meanwhile. */
function takeUp() {
  const draft = remembered(KEY);
  if (!draft || !draft.shots || !draft.base) return false;
  if (same(draft.shots, sheet.review.shots)) { remember(KEY, null); return false; }
  review.shots = draft.shots;
  review.base = draft.base;
  return draft.base.sha256 !== sheet.review.sha256;
}

const isUnsaved = () => !same(review.shots, review.base.shots);
const lineOf = (id) => review.shots[id] ?? {};
const statusOf = (id) => lineOf(id).status ?? "open";
const notesOf = (id) => lineOf(id).notes ?? [];

/** Changes the line of a shot. what: told when it is taken back. */
function decide(id, change, what) {
  past.push({ id, line: copy(review.shots[id] ?? null), what });
  const line = Object.fromEntries(Object.entries({ ...lineOf(id), ...change }).filter(([, value]) =>
    value !== null && value !== undefined && value !== "open" && !(Array.isArray(value) && value.length === 0)));
  const wasThere = id in review.base.shots;
  if (Object.keys(line).length) review.shots[id] = line;
  else if (wasThere) review.shots[id] = { status: "open" };
  else delete review.shots[id];
  decided();
}

function undo() {
  const step = past.pop();
  if (!step) return tell("There is nothing to take back.");
  if (step.line === null) delete review.shots[step.id]; else review.shots[step.id] = step.line;
  decided();
  tell(`Taken back: ${step.what}.`);
}

function decided() {
  remember(KEY, isUnsaved() ? { shots: review.shots, base: review.base } : null);
  show();
}

/** The clip is what the cut shall use; words that were accepted for another one do not count for it. */
const asPick = (id, clip) => ({ pick: clip, accepted: lineOf(id).pick === clip ? lineOf(id).accepted : null });

const verdicts = {
  approve(id, clip) {
    const isTaken = statusOf(id) === "approved" && lineOf(id).pick === clip;
    if (isTaken) return decide(id, { status: null }, `approval of ${id}`);
    decide(id, { ...asPick(id, clip), status: "approved", about: null }, `approval of ${id}`);
  },
  changes(id, clip) {
    const line = lineOf(id);
    const isAsked = line.status === "changes" && (line.about ?? line.pick) === clip;
    if (isAsked) return decide(id, { status: null, about: null }, `changes to ${id}`);
    decide(id, { status: "changes", about: line.pick === clip ? null : clip }, `changes to ${id}`);
  },
  omit(id) {
    decide(id, { status: statusOf(id) === "omitted" ? null : "omitted", about: null }, `omission of ${id}`);
  },
  pick(id, clip) {
    const isPicked = lineOf(id).pick === clip;
    const status = statusOf(id) === "omitted" ? "omitted" : null;
    if (isPicked) return decide(id, { pick: null, accepted: null, status }, `pick of ${id}`);
    decide(id, { ...asPick(id, clip), status, about: null }, `pick of ${id}`);
  },
};

