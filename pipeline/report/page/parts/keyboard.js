// Keys, buttons, and the start.

const withTake = (act) => () => (view.take ? act(view.shot.id, view.take.clip) : tell("There is no clip here yet."));
const KEYS = [
  [["j", "k"], "next shot, shot before"],
  [[",", "."], "one frame back, one frame on"],
  [[" "], "play, pause"],
  [["r"], "play the cut from here"],
  [["1", "–", "9"], "show a take"],
  [["p"], "pick the shown take for the cut"],
  [["a"], "approve the shown take"],
  [["c"], "ask for changes to it"],
  [["o"], "omit the shot, or take it back in"],
  [["u"], "take the last decision back"],
  [["n"], "note at this frame"],
  [["[", "]"], "note before, next note"],
  [["w"], "wipe against the other take"],
  [["b"], "both takes side by side"],
  [["h", "H"], "the wipe's line further left, further right"],
  [["l"], "joins: last frames beside next first ones"],
  [["g"], "the graph"],
  [["f"], "next filter"],
  [["m"], "mute"],
  [["s"], "save"],
  [["?"], "these keys"],
];
const ACTS = {
  j: () => move(1), k: () => move(-1), ArrowDown: () => move(1), ArrowUp: () => move(-1),
  ",": () => step(-1), ".": () => step(1), ArrowLeft: () => step(-1), ArrowRight: () => step(1),
  " ": togglePlay, r: playCut, p: withTake(verdicts.pick), a: withTake(verdicts.approve), c: withTake(verdicts.changes),
  o: () => verdicts.omit(view.shot.id), u: undo, n: () => { pause(); byId("note-text").focus(); },
  "[": () => jump(-1), "]": () => jump(1), w: () => toggleCompare("wipe"), b: () => toggleCompare("beside"),
  h: () => wipeBy(-5), H: () => wipeBy(5), l: showJoins, g: showGraph, f: nextFilter, m: mute, s: save, "?": showHelp,
};

function nextFilter() {
  const names = Object.keys(FILTERS);
  setFilter(names[(names.indexOf(view.filter) + 1) % names.length]);
  tell(FILTERS[view.filter][0]);
}

function setWipe(value) {
  byId("wipe").value = value;
  byId("screen").style.setProperty("--wipe", `${byId("wipe").value}%`);
}

const wipeBy = (count) => setWipe(Number(byId("wipe").value) + count);

function onKey(event) {
  const target = event.target;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  if (target.matches("textarea, input:not([type=range])")) {
    if (event.key === "Escape") target.blur();
    if (event.key === "Enter" && target.id === "note-text" && !event.shiftKey) { event.preventDefault(); addNote(); }
    return;
  }
  const act = /^[1-9]$/.test(event.key) ? () => showTake(Number(event.key) - 1) : ACTS[event.key];
  if (!act || (event.key === " " && target.matches("button, summary"))) return;
  if (target.matches("input[type=range]") && event.key.startsWith("Arrow")) return;
  event.preventDefault();
  act();
}

/** A button that was clicked gives the keyboard back: `space` plays, and does not press it again. */
function letGo(event) {
  if (event.detail > 0 && event.target.closest("main button, header button")) document.activeElement.blur();
}

function show() {
  if (!view.shot) return;
  showCards();
  showShot();
  showNotes();
  showSaving();
}

const CLICKS = {
  before: () => step(-1), after: () => step(1), play: togglePlay, run: playCut, mute, undo, save,
  approve: ACTS.a, changes: ACTS.c, omit: ACTS.o, pick: ACTS.p,
  "show-joins": showJoins, "show-graph": showGraph, "show-help": showHelp,
};

function connect() {
  for (const [id, act] of Object.entries(CLICKS)) {
    const button = byId(id), key = button.getAttribute("aria-keyshortcuts");
    button.addEventListener("click", act);
    if (["approve", "changes", "omit", "pick", "undo"].includes(id)) button.append(el("kbd", { text: key }));
  }
  byId("seek").addEventListener("input", (event) => { pause(); leaveCut(); setFrame(Number(event.target.value)); });
  byId("wipe").addEventListener("input", (event) => setWipe(event.target.value));
  byId("note-form").addEventListener("submit", (event) => { event.preventDefault(); addNote(); });
  byId("note-text").addEventListener("focus", pause);
  byId("author").value = remembered(AUTHOR) ?? "";
  byId("author").addEventListener("change", (event) => remember(AUTHOR, event.target.value.trim()));
  for (const film of player.films) film.addEventListener("error", cannotPlay);
  document.addEventListener("keydown", onKey);
  document.addEventListener("click", letGo);
  addEventListener("beforeunload", (event) => { if (sheet.served && isUnsaved()) event.preventDefault(); });
}

function begin() {
  const summary = [sheet.stem, plural(sheet.shots.length, "shot"), sheet.realm === "vendor" ? null : sheet.realm];
  byId("title").textContent = sheet.title;
  byId("subtitle").textContent = summary.filter(Boolean).join(" · ");
  const isOlder = takeUp();
  buildCards();
  connect();
  linkGraph();
  if (isOlder) {
    byId("banner").hidden = false;
    byId("banner").append("What you decided here is not saved yet, and the review has changed since: saving will offer to bring both together.",
      el("button", { type: "button", text: "Let mine go", onclick: () => saved(copy(sheet.review)) }));
  }
  let wanted = "";
  try { wanted = decodeURIComponent(location.hash.slice(1)); } catch { /* no shot has such a name */ }
  const first = sheet.shots.find((shot) => shot.id === wanted) ?? sheet.shots[0];
  if (first) select(first);
}

begin();
})();
