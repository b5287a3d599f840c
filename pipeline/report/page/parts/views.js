// What opens over the page: joins, the graph, the keys.

function showJoins() {
  const shots = sheet.shots.filter((shot) => statusOf(shot.id) !== "omitted");
  byId("join-list").replaceChildren(...shots.slice(1).map((shot, place) => {
    const before = shots[place];
    const isHanded = shot.continues === before.id;
    return el("li", {}, el("button", { type: "button", onclick: () => { byId("joins").close(); select(shot); } },
      el("span", { class: "pair" }, end(before, 1), end(shot, 0)),
      el("span", { class: "pair-name" }, el("span", { text: before.id }),
        isHanded ? el("span", { class: "handed", text: "handed on" }) : null, el("span", { text: shot.id }))));
  }));
  byId("joins").showModal();
}

function end(shot, place) {
  const take = shownTake(shot);
  if (!take) return el("span", { class: "none", text: "no clip yet" });
  const which = place ? "last" : "first";
  return el("img", { src: take.ends[place], alt: `${which} frame of ${shot.id}`, loading: "lazy" });
}

function showGraph() {
  for (const box of byId("drawing").querySelectorAll("g[data-shot]")) {
    const shot = sheet.shots.find((one) => one.id === box.dataset.shot);
    box.setAttribute("class", shot ? statusOf(shot.id) : "");
  }
  byId("graph").showModal();
}

function showHelp() {
  byId("keys").replaceChildren(...KEYS.flatMap(([keys, told]) =>
    [el("dt", {}, ...keys.map((key) => el("kbd", { text: key === " " ? "space" : key }))), el("dd", { text: told })]));
  byId("help").showModal();
}

function linkGraph() {
  byId("drawing").addEventListener("click", (event) => {
    const box = event.target.closest("g[data-shot]");
    const shot = box && sheet.shots.find((one) => one.id === box.dataset.shot);
    if (shot) { byId("graph").close(); select(shot); }
  });
}

