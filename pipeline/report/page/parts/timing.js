// Which take a shot shows, which of its frames the cut uses, and in what order.

const SLATE_S = 2;

const takesOf = (shot) => shot.takes.filter((take) => take.file !== null);
const takeOf = (shot, clip) => takesOf(shot).find((take) => take.clip === clip) ?? null;

/** The take that the cut shows: the pick, else the one that the plan counts, else the newest. */
function shownTake(shot) {
  return takeOf(shot, lineOf(shot.id).pick) ?? takeOf(shot, shot.counted) ?? takesOf(shot).at(-1) ?? null;
}

/** The take that was judged before: approved, picked, or asked to be changed. */
function judgedTake(shot) {
  const line = review.base.shots[shot.id] ?? {};
  return takeOf(shot, line.about ?? line.pick);
}

/** The frames [start, end) of a take that the cut uses. */
function usedFrames(shot, take) {
  const start = shot.trim ? Math.min(Math.round(shot.trim.in * take.fps), take.frames - 1) : 0;
  const out = shot.trim && shot.trim.out !== null ? Math.round(shot.trim.out * take.fps) : take.frames;
  return { start, end: Math.max(Math.min(out, take.frames), start + 1) };
}

/** The whole cut in order; a crossfade is cut in its middle. from_s, to_s: seconds of each take. */
function cut() {
  const pieces = sheet.shots.filter((shot) => statusOf(shot.id) !== "omitted").map((shot) => {
    const take = shownTake(shot);
    if (!take) return { shot, take, from_s: 0, to_s: SLATE_S };
    const { start, end } = usedFrames(shot, take);
    return { shot, take, from_s: start / take.fps, to_s: end / take.fps };
  });
  for (let i = 1; i < pieces.length; i++) overlap(pieces[i - 1], pieces[i]);
  return pieces;
}

function overlap(before, after) {
  if (!before.take || !after.take) return;
  const wanted = after.shot.crossfade_s ?? sheet.crossfade_s;
  const mixed = Math.min(wanted, (before.to_s - before.from_s) / 2, (after.to_s - after.from_s) / 2);
  before.to_s -= mixed / 2;
  after.from_s += mixed / 2;
}

/** Whether somebody has to look: all but what is left out, or approved and still what is asked for. */
function isToLookAt(shot) {
  if (statusOf(shot.id) === "omitted") return false;
  if (statusOf(shot.id) !== "approved") return true;
  const take = takeOf(shot, lineOf(shot.id).pick);
  return !take || !take.present || shot.decisions.some((decision) => decision.word !== "reuse");
}

/** Since it was approved, its words or its clip became others. */
const isChanged = (shot) => statusOf(shot.id) === "approved" && isToLookAt(shot);

