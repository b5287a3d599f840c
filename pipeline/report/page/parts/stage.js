// All that is known of the selected shot and take.

function takeName(shot, take) {
  if (!take) return "";
  return `take ${take.number}${shot.takes.filter((other) => other.number === take.number).length > 1 ? ` · ${take.clip.slice(0, 6)}` : ""}`;
}

/** The take to hold the shown one against: the one that was judged before, else its neighbour. */
function otherTake() {
  const takes = takesOf(view.shot), place = takes.indexOf(view.take);
  const judged = judgedTake(view.shot);
  if (player.other && player.other !== view.take && takes.includes(player.other)) return player.other;
  if (judged && judged !== view.take) return judged;
  return takes[place - 1] ?? takes[place + 1] ?? null;
}

function showShot() {
  const { shot, take } = view, line = lineOf(shot.id), status = statusOf(shot.id);
  byId("shot-number").textContent = String(shot.number).padStart(3, "0");
  byId("shot-name").textContent = shot.id;
  byId("shot-status").textContent = STATUS[status];
  byId("shot-status").className = `pill ${status}`;
  byId("reason").textContent = reasonOf(shot);
  byId("hint").textContent = hintOf(shot, line);
  const isPicked = take !== null && line.pick === take.clip;
  press("approve", status === "approved" && isPicked, !take);
  press("changes", status === "changes" && take !== null && (line.about ?? line.pick) === take.clip, !take);
  press("omit", status === "omitted", false);
  press("pick", isPicked, !take);
  byId("omit").firstChild.textContent = status === "omitted" ? "Take back in" : "Omit";
  byId("undo").disabled = past.length === 0;
  showTakes();
  byId("facts").replaceChildren(...facts());
}

function press(id, isPressed, isDisabled) {
  byId(id).setAttribute("aria-pressed", String(isPressed));
  byId(id).disabled = isDisabled;
}

/** What the decision will not do by itself. */
function hintOf(shot, line) {
  const picked = takeOf(shot, line.pick);
  if (line.pick && !shot.takes.some((take) => take.clip === line.pick)) {
    return "The pick is a clip that this page does not know: of another realm, or gone.";
  }
  if (picked && !picked.present && line.status !== "omitted") {
    return "The picked take is of other words than the shot has now: `storyboard accept` makes it stand for them.";
  }
  if (line.status === "changes" && line.about && view.take && line.about !== view.take.clip) {
    return "Changes were asked of another take than this one.";
  }
  return "";
}

// --- takes -------------------------------------------------------------------------------------------------

function showTakes() {
  const { shot } = view, line = lineOf(shot.id);
  byId("takes").replaceChildren(...shot.takes.map((take, place) => {
    const isHere = take.file !== null;
    const state = take.clip === line.pick ? "picked" : take.clip === shot.counted && !line.pick ? "in the cut" : "";
    const told = [take.made_at.slice(0, 10), take.cost_usd === null ? "" : usd(take.cost_usd), take.present ? "" : "other words",
      isHere ? "" : "not here"].filter(Boolean).join(" · ");
    return el("button", {
      type: "button", "aria-pressed": String(take === view.take), disabled: !isHere,
      "aria-keyshortcuts": place < 9 ? String(place + 1) : null, onclick: () => showTake(place),
    },
    isHere ? el("img", { src: take.ends[0], alt: "", loading: "lazy" }) : null,
    el("span", {}, takeName(shot, take), place < 9 ? el("kbd", { text: place + 1 }) : null,
      el("small", { text: told }), state ? el("small", { class: "picked", text: state }) : null));
  }));
  const other = otherTake();
  byId("compare").replaceChildren(...(other ? [["wipe", "Wipe", "w"], ["beside", "Side by side", "b"]].map(([mode, label, key]) =>
    el("button", {
      type: "button", "aria-pressed": String(player.mode === mode), "aria-keyshortcuts": key,
      onclick: () => toggleCompare(mode),
    }, `${label} with ${takeName(view.shot, other)}`, el("kbd", { text: key }))) : []));
}

function showTake(place) {
  const take = view.shot.takes[place];
  if (!take || take.file === null) return tell(`There is no take at ${place + 1}.`);
  const before = view.take;
  view.take = take;
  if (before && before !== take && !isComparing()) player.other = before;
  openTake(view.shot, take, Math.min(player.frame, take.frames - 1));
  show();
}

function toggleCompare(mode) {
  const other = otherTake();
  if (!other) return tell("This shot has one take.");
  compare(mode, other);
  show();
}

// --- facts -------------------------------------------------------------------------------------------------

function facts() {
  const { shot, take } = view;
  return [
    ...section("Findings of the checks", shot.findings.length ? [findings(shot.findings)] : []),
    ...section("Prompt", promptOf(shot, take)),
    ...section("Dialogue", shot.dialogue.length ? [el("ul", { class: "spoken" }, ...shot.dialogue.map((line) =>
      el("li", {}, el("b", { text: `${line.who} ` }), line.line)))] : []),
    ...section("Pictures", shot.pictures.length ? [el("div", { class: "pictures" }, ...shot.pictures.map(figure))] : []),
    ...section("Take", [table(takeFacts(shot, take))]),
    ...request(shot),
    ...(sheet.findings.length ? [el("details", {}, el("summary", { text: "Findings of the whole episode" }), findings(sheet.findings))] : []),
  ];
}

const findings = (texts) => el("ul", { class: "findings" }, ...texts.map((text) => el("li", { text })));

const section = (title, parts) => (parts.length ? [el("h3", { text: title }), ...parts] : []);

function promptOf(shot, take) {
  const words = take?.words ?? shot.words;
  if (!words) return [];
  const other = otherTake(), before = other?.words ?? null;
  const now = shot.words && take && !take.present ? shot.words : null;
  const [from, to, told] = now && take.words ? [take.words, now, "this take's words, against what the shot says now"]
    : before ? [before, words, `against ${takeName(shot, other)}`] : [words, words, ""];
  const differs = from.prompt !== to.prompt, others = otherDifferences(from, to);
  return [
    el("p", { class: "prompt" }, ...marked(from.prompt ?? "", to.prompt ?? "")),
    ...others.map((text) => el("p", { class: "reason", text })),
    ...(told && (differs || others.length) ? [el("p", { class: "reason", text: `Marked: ${told}.` })] : []),
  ];
}

const figure = (picture) => el("figure", {},
  picture.thumbnail ? el("img", { src: picture.thumbnail, alt: picture.told, loading: "lazy" }) : el("span", { class: "away", text: picture.told }),
  el("figcaption", {}, el("b", { text: picture.title }), picture.thumbnail ? picture.told : ""));

function takeFacts(shot, take) {
  const planned = shot.decisions.some((decision) => decision.word !== "reuse") ? shot.cost_usd : null;
  return [
    ["model", take?.model ?? shot.model],
    ["seed", take?.seed],
    ["cost", take && take.cost_usd !== null ? usd(take.cost_usd) : null],
    ["to render now", planned ? (planned.floor === planned.ceiling ? usd(planned.floor) : `${usd(planned.floor)} to ${usd(planned.ceiling)}`) : null],
    ["made", take?.made_at?.replace("T", " ").slice(0, 16)],
    ["length", take?.frames ? `${(take.frames / take.fps).toFixed(2)} s, ${take.frames} frames at ${Number(take.fps.toFixed(3))}` : null],
    ["size", take?.size ? take.size.join(" × ") : null],
    ["trim", shot.trim ? `${shot.trim.in} s to ${shot.trim.out === null ? "its end" : `${shot.trim.out} s`}` : null],
    ["continues", shot.continues],
    ["labels", shot.labels.join(", ")],
    ["job", take?.job],
    ["clip", take?.clip.slice(0, 16)],
    ["written in", shot.place],
  ].filter(([, value]) => value !== null && value !== undefined && value !== "");
}

const table = (rows) => el("dl", { class: "table" }, ...rows.flatMap(([name, value]) =>
  [el("dt", { text: name }), el("dd", { text: value })]));

function request(shot) {
  if (!shot.request) return [];
  return [el("details", {}, el("summary", { text: "The request as it would be sent now" }),
    el("pre", { tabindex: "0", text: JSON.stringify(shot.request, null, 2) }))];
}

