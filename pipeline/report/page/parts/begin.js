// Every text of the storyboard is set as text: nothing on this page is ever parsed as markup.
"use strict";
(() => {
const sheet = JSON.parse(document.getElementById("contents").textContent);
const byId = (id) => document.getElementById(id);

/** An element. props: `class`, `text`, `on...` handlers, else attributes; those that are null are left out. */
function el(tag, props = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "text") made.textContent = value;
    else if (name === "class") made.className = value;
    else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.filter((child) => child !== null));
  return made;
}

/** Tells something for a moment, to eyes and to screen readers. */
function tell(text) {
  byId("told").textContent = text;
  clearTimeout(tell.timer);
  tell.timer = setTimeout(() => { byId("told").textContent = ""; }, 4000);
}

const usd = (amount) => (amount === null ? "unpriced" : `$${amount.toFixed(2)}`);
const plural = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;
const STATUS = { open: "open", approved: "approved", changes: "changes asked", omitted: "omitted" };

