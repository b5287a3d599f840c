// The review goes back to where it is kept: to the server that this page came from, else into a file.

let isSaving = false;

function toSave() {
  const { sha256, shots } = review.base;
  const base = { episode: sheet.stem, realm: sheet.realm, ...(sha256 === null ? {} : { sha256 }), shots };
  return { review: 1, shots: review.shots, base };
}

async function save() {
  if (!isUnsaved()) return tell("Everything is saved.");
  if (isSaving) return;
  isSaving = true;
  try { await (sheet.served ? post(toSave()) : intoFile()); } finally { isSaving = false; }
  show();
}

function saved({ sha256, shots }) {
  review.base = { sha256, shots };
  review.shots = copy(shots);
  past.length = 0;
  remember(KEY, null);
  byId("banner").hidden = true;
  show();
}

// --- to the server -----------------------------------------------------------------------------------------

async function post(body) {
  let answer, told;
  try {
    answer = await fetch("review", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    told = answer.headers.get("content-type")?.startsWith("application/json") ? await answer.json() : { message: await answer.text() };
  } catch {
    return tell("The server does not answer: nothing is lost, it stays in this browser.");
  }
  if (answer.status === 200) { saved(told); tell("Saved."); }
  else if (answer.status === 409) offer(told);
  else tell(`Not saved: ${told.message}`);
}

/** Shows what somebody else decided meanwhile, and asks about each contradiction. */
function offer(told) {
  byId("offer-told").textContent = `${told.message}. ${told.conflicts.length
    ? "You contradict each other here; everything else goes together."
    : "Nothing of it contradicts what you decided: both go together."}`;
  byId("offer-list").replaceChildren(...told.conflicts.map((conflict, place) => el("li", {},
    el("b", { text: conflict.shot }),
    choice(place, "theirs", `theirs: ${lineText(conflict, conflict.theirs)}`, true),
    choice(place, "mine", `mine: ${lineText(conflict, conflict.mine)}`, false))));
  byId("offer-take").onclick = () => { byId("offer").close(); together(told); };
  byId("offer").showModal();
}

const choice = (place, side, text, isChosen) => el("label", {},
  el("input", { type: "radio", name: `conflict-${place}`, value: side, checked: isChosen }), ` ${text}`);

function lineText(conflict, line) {
  if (conflict.note !== null) return line.notes?.find((note) => note.id === conflict.note)?.text ?? "removed";
  const clip = line.about ?? line.pick;
  return `${STATUS[line.status ?? "open"]}${clip ? `, clip ${clip.slice(0, 8)}` : ""}`;
}

function together(told) {
  const shots = told.together;
  told.conflicts.forEach((conflict, place) => {
    const chosen = document.querySelector(`input[name="conflict-${place}"]:checked`)?.value;
    if (chosen === "mine") shots[conflict.shot] = mineIn(conflict, shots[conflict.shot] ?? {});
  });
  review.shots = shots;
  review.base = { sha256: told.sha256, shots: told.shots };
  decided();
  if (isUnsaved()) save(); else { saved(review.base); tell("Nothing of yours was left to save."); }
}

function mineIn(conflict, line) {
  const { mine } = conflict;
  if (conflict.note === null) return { ...mine, ...(line.notes ? { notes: line.notes } : {}) };
  const others = (line.notes ?? []).filter((note) => note.id !== conflict.note);
  return { ...line, notes: inOrder([...others, ...(mine.notes ?? []).filter((note) => note.id === conflict.note)]) };
}

// --- into a file -------------------------------------------------------------------------------------------

async function intoFile() {
  const name = `${sheet.stem}.review.json`, text = `${JSON.stringify(toSave(), null, 2)}\n`;
  if (window.showSaveFilePicker) {
    try {
      const handle = await window.showSaveFilePicker({ suggestedName: name, types: [{ accept: { "application/json": [".json"] } }] });
      const file = await handle.createWritable();
      await file.write(text);
      await file.close();
    } catch (error) {
      if (error.name === "AbortError") return;
      download(name, text);
    }
  } else {
    download(name, text);
  }
  tell(`Now run: storyboard review --from ${name}`);
}

function download(name, text) {
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

function showSaving() {
  const button = byId("save");
  button.disabled = !isUnsaved();
  button.textContent = isUnsaved() ? (sheet.served ? "Save" : "Save to a file") : "Saved";
}

