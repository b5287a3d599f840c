// The contact sheet, its filters, and the cut as a line of shots.

const FILTERS = {
  all: ["All", () => true, "every shot"],
  look: ["To look at", isToLookAt, "all but what is omitted, or approved and still what is asked for"],
  changed: ["Changed", isChanged, "approved, and other words or another clip since"],
  noted: ["With notes", (shot) => notesOf(shot.id).length > 0, "shots with a note"],
};
const view = { filter: "all", shot: sheet.shots[0] ?? null, take: null };
const cards = new Map();

const shownShots = () => sheet.shots.filter((shot) => FILTERS[view.filter][1](shot) || shot === view.shot);

/** Why a shot deserves a look, in the words of its plan. */
function reasonOf(shot) {
  const pending = shot.decisions.find((decision) => decision.word !== "reuse");
  return pending ? pending.reason : "";
}

function buildCards() {
  for (const [name, [label, , told]] of Object.entries(FILTERS)) {
    byId("filters").append(el("button", {
      type: "button", "data-filter": name, title: told, onclick: () => setFilter(name),
    }, label, el("span")));
  }
  for (const shot of sheet.shots) {
    const card = el("button", {
      type: "button", class: "card", onclick: () => select(shot), onpointerenter: () => pointedAt(shot),
    });
    cards.set(shot, el("li", {}, card));
    byId("cards").append(cards.get(shot));
    byId("timeline").append(el("button", {
      type: "button", tabindex: "-1", title: shot.id, onclick: () => select(shot),
    }));
  }
}

function setFilter(name) {
  view.filter = name;
  showCards();
}

function showCards() {
  for (const button of byId("filters").children) {
    const name = button.dataset.filter;
    button.setAttribute("aria-pressed", String(name === view.filter));
    button.lastChild.textContent = sheet.shots.filter(FILTERS[name][1]).length;
  }
  const shown = new Set(sheet.shots.filter(FILTERS[view.filter][1]));
  for (const shot of sheet.shots) {
    cards.get(shot).hidden = !shown.has(shot);
    showCard(shot, cards.get(shot).firstChild);
  }
  byId("nothing").hidden = shown.size > 0;
  showTimeline();
}

function showCard(shot, card) {
  const take = shownTake(shot), status = statusOf(shot.id), notes = notesOf(shot.id).length;
  const facts = [takesOf(shot).length, take?.clip, status, notes, isChanged(shot)].join();
  card.setAttribute("aria-current", String(shot === view.shot));
  if (card.dataset.facts === facts) return;
  card.dataset.facts = facts;
  card.className = `card ${status}`;
  const told = [STATUS[status], plural(takesOf(shot).length, "take"), notes ? plural(notes, "note") : null];
  card.setAttribute("aria-label", `${shot.id}: ${told.filter(Boolean).join(", ")}`);
  card.replaceChildren(
    el("span", { class: "frame" },
      ...(take ? pair(take) : [el("span", { class: "none", text: "no clip yet" })]),
      el("span", { class: "dot" }),
      notes || shot.takes.length > 1 ? el("span", { class: "count", text: badge(shot, notes) }) : null),
    ...name(shot),
    el("span", { class: "why", text: isChanged(shot) ? "changed since approval" : reasonOf(shot) }),
  );
}

/** The scene in small, the shot below it. */
function name(shot) {
  const [first, rest] = shot.id.split("/");
  return [rest ? el("span", { class: "scene", text: first }) : null, el("span", { class: "id", text: rest ?? first })].filter(Boolean);
}

/** The first frame, and the last one as soon as somebody points at it. */
function pair(take) {
  const [first, last] = ["first", "last"].map((end) => el("img", { alt: "", loading: "lazy", decoding: "async", class: end }));
  first.src = take.ends[0];
  return [first, last];
}

function pointedAt(shot) {
  const image = cards.get(shot).querySelector("img.last"), take = shownTake(shot);
  if (image && take && image.src !== take.ends[1]) image.src = take.ends[1];
}

const badge = (shot, notes) =>
  [shot.takes.length > 1 ? plural(shot.takes.length, "take") : null, notes ? plural(notes, "note") : null]
    .filter(Boolean).join(" · ");

function showTimeline() {
  const lengths = new Map(cut().map((piece) => [piece.shot, piece.to_s - piece.from_s]));
  sheet.shots.forEach((shot, place) => {
    const part = byId("timeline").children[place];
    part.className = `${statusOf(shot.id)}${shot === view.shot ? " here" : ""}`;
    part.style.flexGrow = lengths.get(shot) ?? 0.2;
  });
}

// --- which shot --------------------------------------------------------------------------------------------

function select(shot, { isFollowing = false } = {}) {
  view.shot = shot;
  if (!isFollowing) {
    view.take = shownTake(shot);
    openTake(shot, view.take);
  } else {
    view.take = player.take;
    showScreen();
  }
  show();
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  cards.get(shot).scrollIntoView({ block: "nearest", inline: "nearest", behavior: still ? "instant" : "auto" });
  try { history.replaceState(null, "", `#${encodeURIComponent(shot.id)}`); } catch { /* a page from the disk may have no history */ }
}

function move(count) {
  const shots = shownShots();
  const place = shots.indexOf(view.shot) + count;
  if (shots[place]) select(shots[place]);
  else tell(count > 0 ? "This is the last shot here." : "This is the first shot here.");
}

