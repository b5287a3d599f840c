// Plays one take to the frame, two beside each other, or the whole cut with two films that take turns.

const player = {
  films: [byId("film-a"), byId("film-b")],
  front: 0,
  mode: "take", // take, cut, wipe, beside
  shot: null, take: null, other: null,
  frame: 0,
  pieces: [], place: 0, slateUntil: 0,
};
const front = () => player.films[player.front];
const back = () => player.films[1 - player.front];
const isComparing = () => player.mode === "wipe" || player.mode === "beside";
const isPlaying = () => player.isPlaying === true;

/** Puts a take into a film; bytes are asked for only now. */
function load(film, take) {
  if (film.dataset.clip === take.clip) return;
  film.dataset.clip = take.clip;
  film.preload = "auto";
  film.poster = take.ends[0];
  film.src = take.file;
}

/** The middle of a frame: on its border, rounding would show the one before. */
const middle = (take, frame) => (frame + 0.5) / take.fps;

function seekTo(film, take, frame) {
  film.currentTime = middle(take, Math.max(0, Math.min(frame, take.frames - 1)));
}

function swap() {
  player.front = 1 - player.front;
  front().classList.remove("behind");
  back().classList.add("behind");
}

/** A film that a browser cannot play is told, and its first frame stands for it. */
function cannotPlay(event) {
  if (event.target !== front() || !event.target.error) return;
  tell("This browser cannot play the clip: the file is gone, or it has no decoder for H.264.");
}

// --- one take ----------------------------------------------------------------------------------------------

function openTake(shot, take, frame = null) {
  pause();
  player.mode = isComparing() && player.other && player.other !== take && player.shot === shot ? player.mode : "take";
  player.shot = shot;
  player.take = take;
  if (take) {
    if (back().dataset.clip === take.clip && !isComparing()) swap();
    load(front(), take);
    player.frame = frame ?? usedFrames(shot, take).start;
    seekTo(front(), take, player.frame);
    if (isComparing()) openOther(player.other);
  } else {
    player.mode = "take";
  }
  showScreen();
}

function openOther(take) {
  player.other = take;
  load(back(), take);
  seekTo(back(), take, player.frame);
}

function compare(mode, take) {
  pause();
  if (!take || (player.mode === mode && player.other === take)) {
    player.mode = "take";
  } else {
    player.mode = mode;
    openOther(take);
  }
  showScreen();
}

function step(count) {
  if (!player.take) return;
  pause();
  leaveCut();
  setFrame(player.frame + count);
}

function setFrame(frame) {
  const take = player.take;
  if (!take) return;
  player.frame = Math.max(0, Math.min(frame, take.frames - 1));
  seekTo(front(), take, player.frame);
  if (isComparing()) seekTo(back(), player.other, player.frame);
  showFrame();
}

function play() {
  if (player.mode === "cut") return resumeCut();
  if (!player.take || front().error) return;
  const { start, end } = usedFrames(player.shot, player.take);
  if (player.frame >= end - 1) setFrame(start);
  player.isPlaying = true;
  startFilm(front());
  if (isComparing()) { back().muted = true; startFilm(back()); }
  requestAnimationFrame(tick);
  showPlaying();
}

/** A browser may refuse sound that nobody asked for, or have stopped the film meanwhile. */
function startFilm(film) {
  film.play().catch((error) => { if (error.name === "NotAllowedError") { pause(); tell("The browser wants a click first."); } });
}

function pause() {
  player.isPlaying = false;
  for (const film of player.films) film.pause();
  showPlaying();
}

const togglePlay = () => (isPlaying() ? pause() : play());

function tick(now) {
  if (!isPlaying()) return;
  if (player.mode === "cut") tickCut(now); else tickTake();
  showFrame();
  if (isPlaying()) requestAnimationFrame(tick);
}

function tickTake() {
  const take = player.take, { end } = usedFrames(player.shot, take);
  player.frame = Math.min(Math.floor(front().currentTime * take.fps + 1e-3), take.frames - 1);
  if (isComparing() && Math.abs(back().currentTime - front().currentTime) > 1.5 / take.fps) {
    back().currentTime = front().currentTime;
  }
  if (player.frame >= end || front().ended) { pause(); setFrame(end - 1); }
}

// --- the cut -----------------------------------------------------------------------------------------------

function playCut() {
  if (player.mode === "cut" && isPlaying()) { pause(); leaveCut(); return; }
  player.pieces = cut();
  const from = player.pieces.findIndex((piece) => piece.shot === player.shot);
  player.mode = "cut";
  player.isPlaying = true;
  enter(Math.max(from, 0));
  requestAnimationFrame(tick);
  showPlaying();
}

function resumeCut() {
  player.isPlaying = true;
  if (player.take) startFilm(front()); else player.slateUntil = performance.now() + SLATE_S * 1000;
  requestAnimationFrame(tick);
  showPlaying();
}

/** Shows a piece at once, since its film waits behind, and makes the next one wait. */
function enter(place) {
  const piece = player.pieces[place];
  if (!piece) { pause(); leaveCut(); return; }
  const leaving = front();
  player.place = place;
  player.slateUntil = performance.now() + SLATE_S * 1000;
  if (piece.take) {
    if (front().dataset.clip !== piece.take.clip || place > 0) {
      if (back().dataset.clip !== piece.take.clip) { load(back(), piece.take); back().currentTime = piece.from_s; }
      swap();
    }
    if (Math.abs(front().currentTime - piece.from_s) > 0.6 / piece.take.fps) front().currentTime = piece.from_s;
    front().muted = player.isMuted === true;
    startFilm(front());
  }
  if (leaving !== front() || !piece.take) leaving.pause();
  follow(piece);
  makeWait(player.pieces[place + 1]);
}

function makeWait(next) {
  if (!next || !next.take) return;
  load(back(), next.take);
  back().muted = true;
  back().currentTime = next.from_s + 1e-3;
}

function tickCut(now) {
  const piece = player.pieces[player.place];
  if (!piece.take || front().error) { if (now >= player.slateUntil) enter(player.place + 1); return; }
  player.frame = Math.min(Math.floor(front().currentTime * piece.take.fps + 1e-3), piece.take.frames - 1);
  if (front().currentTime < piece.to_s - 0.4 / piece.take.fps && !front().ended) return;
  if (isReady(player.pieces[player.place + 1])) enter(player.place + 1);
  else front().pause(); // its last frame stays until the next film is there: no black between two shots
}

const isReady = (next) => !next || !next.take || back().error !== null || (back().readyState >= 2 && !back().seeking);

/** The rest of the page follows the cut. */
function follow(piece) {
  player.shot = piece.shot;
  player.take = piece.take;
  player.frame = piece.take ? Math.round(piece.from_s * piece.take.fps) : 0;
  select(piece.shot, { isFollowing: true });
}

function leaveCut() {
  if (player.mode === "cut") player.mode = "take";
  showPlaying();
}

// --- the screen --------------------------------------------------------------------------------------------

function showScreen() {
  const { shot, take, mode } = player, screen = byId("screen");
  const size = take?.size ?? sheet.shots.flatMap(takesOf)[0]?.size ?? [9, 16];
  document.documentElement.style.setProperty("--shape", `${size[0]} / ${size[1]}`);
  document.documentElement.style.setProperty("--ratio", size[0] / size[1]);
  screen.classList.toggle("wiped", mode === "wipe");
  screen.classList.toggle("beside", mode === "beside");
  byId("wipe").hidden = mode !== "wipe";
  byId("slate").hidden = take !== null;
  byId("slate").textContent = take ? "" : `${shot?.id ?? ""}: no clip is here yet`;
  for (const film of player.films) film.hidden = take === null;
  byId("corner-left").textContent = isComparing() ? takeName(shot, take) : "";
  byId("corner-right").textContent = isComparing() ? takeName(shot, player.other) : "";
  byId("seek").max = take ? take.frames - 1 : 0;
  byId("seek").disabled = !take;
  showFrame();
  showPlaying();
}

function showFrame() {
  const { take, frame } = player;
  byId("seek").value = frame;
  byId("seek").setAttribute("aria-valuetext", take ? `frame ${frame} of ${take.frames}` : "no clip");
  byId("counter").textContent = take ? `${frame} / ${take.frames - 1}  ${(frame / take.fps).toFixed(2)} s` : "";
  byId("note-label").textContent = take ? `Note at frame ${frame}` : "Note";
}

function showPlaying() {
  byId("play").textContent = isPlaying() ? "Pause" : "Play";
  byId("run").textContent = player.mode === "cut" && isPlaying() ? "Stop the cut" : "Play the cut";
  byId("mute").setAttribute("aria-pressed", String(player.isMuted === true));
  for (const film of player.films) film.muted = player.isMuted === true || film === back();
}

function mute() {
  player.isMuted = !player.isMuted;
  showPlaying();
}

