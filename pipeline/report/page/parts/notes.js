// Notes at a frame of a clip.

const AUTHOR = "storyboard-review author";

function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(8));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

const inOrder = (notes) => [...notes].sort((one, other) =>
  one.frame - other.frame || (one.at ?? "").localeCompare(other.at ?? "") || (one.id < other.id ? -1 : 1));

function addNote() {
  const text = byId("note-text").value.trim();
  const { shot, take } = view;
  if (!take || !text) return tell(take ? "A note needs words." : "There is no clip to note.");
  const by = byId("author").value.trim();
  const note = {
    id: newId(), clip: take.clip, frame: player.frame, text,
    ...(by ? { by } : {}), at: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
  };
  decide(shot.id, { notes: inOrder([...notesOf(shot.id), note]) }, `note at frame ${note.frame}`);
  byId("note-text").value = "";
  byId("note-text").blur();
  tell(`Noted at frame ${note.frame}.`);
}

function removeNote(note) {
  decide(view.shot.id, { notes: notesOf(view.shot.id).filter((other) => other.id !== note.id) }, `note at frame ${note.frame}`);
}

function goToNote(note) {
  const take = takeOf(view.shot, note.clip);
  if (!take) return tell("The clip of this note is not here.");
  if (take !== view.take) { view.take = take; openTake(view.shot, take, note.frame); show(); }
  else { pause(); leaveCut(); setFrame(note.frame); }
}

/** Jumps to the next note of the shown take, or to the one before. */
function jump(direction) {
  const notes = notesOf(view.shot.id).filter((note) => note.clip === view.take?.clip);
  const found = direction > 0
    ? notes.find((note) => note.frame > player.frame)
    : notes.findLast((note) => note.frame < player.frame);
  if (found) goToNote(found); else tell(direction > 0 ? "No note after this frame." : "No note before this frame.");
}

function showNotes() {
  const { shot, take } = view, notes = notesOf(shot.id);
  byId("notes").replaceChildren(...notes.map((note) => {
    const of = shot.takes.find((other) => other.clip === note.clip);
    const where = of ? takeName(shot, of) : "another clip";
    return el("li", { class: note.clip === take?.clip ? "" : "other" },
      el("button", { type: "button", class: "at", "aria-label": `Go to frame ${note.frame}`, text: note.frame, onclick: () => goToNote(note) }),
      el("p", { text: note.text }),
      el("button", { type: "button", class: "remove", "aria-label": `Remove the note at frame ${note.frame}`, text: "✕", onclick: () => removeNote(note) }),
      el("span", { class: "who", text: [note.by, note.at?.replace("T", " ").slice(0, 16), where].filter(Boolean).join(" · ") }));
  }));
  const marks = take ? notes.filter((note) => note.clip === take.clip) : [];
  byId("marks").replaceChildren(...marks.map((note) => {
    const mark = el("i");
    mark.style.left = `${(note.frame / Math.max(take.frames - 1, 1)) * 100}%`;
    return mark;
  }));
}

