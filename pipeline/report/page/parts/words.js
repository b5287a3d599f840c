// What differs between the words of two takes.

const MOST_WORDS = 800;

/** Stretches of text, each the same in both, gone from the first, or new in the second. */
function differenceOf(before, after) {
  const old = before.split(/(\s+)/), now = after.split(/(\s+)/);
  if (old.length > MOST_WORDS || now.length > MOST_WORDS) {
    return before === after ? [["same", after]] : [["gone", before], ["new", after]];
  }
  const longest = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = now.length - 1; j >= 0; j--) {
      longest[i][j] = old[i] === now[j]
        ? longest[i + 1][j + 1] + 1
        : Math.max(longest[i + 1][j], longest[i][j + 1]);
    }
  }
  return stretches(old, now, longest);
}

function stretches(old, now, longest) {
  const found = [];
  const add = (kind, text) => {
    const end = found[found.length - 1];
    if (end && end[0] === kind) end[1] += text; else found.push([kind, text]);
  };
  let i = 0, j = 0;
  while (i < old.length && j < now.length) {
    if (old[i] === now[j]) { add("same", now[j]); i++; j++; }
    else if (longest[i + 1][j] >= longest[i][j + 1]) add("gone", old[i++]);
    else add("new", now[j++]);
  }
  while (i < old.length) add("gone", old[i++]);
  while (j < now.length) add("new", now[j++]);
  return found;
}

/** The difference as elements: what is gone is struck out, what is new is marked. */
const marked = (before, after) => differenceOf(before, after).map(([kind, text]) =>
  kind === "same" ? document.createTextNode(text) : el(kind === "new" ? "ins" : "del", { text }));

/** Words other than the prompt that differ, as `duration: 5 became 8`. */
const otherDifferences = (before, after) =>
  [...new Set([...Object.keys(before), ...Object.keys(after)])]
    .filter((key) => key !== "prompt" && before[key] !== after[key])
    .map((key) => `${key}: ${before[key] ?? "none"} became ${after[key] ?? "none"}`);

