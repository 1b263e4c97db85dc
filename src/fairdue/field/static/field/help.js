// Help: a silent alarm by holding the button, a threat that is written down, and who to call.

import { emergencyCall, h, icon, notice, say, toast } from "./dom.js";
import { phoneNow, photo, place } from "./senses.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { find } from "./visit.js";

const HOLD_MS = 1000;

/** The visit that the team is at, or the one named. */
async function where(id) {
  if (id) return Number(id);
  const here = (await store.list("here")).find((each) => each.arrived_at && !each.left_at);
  return here?.visit ?? null;
}

async function alarm(kind, visit, more = {}) {
  const uuid = crypto.randomUUID();
  const first = { uuid, kind, visit, phone_at: phoneNow(), place: null, words: "", evidence: [], ...more };
  const fix = await Promise.race([place(), new Promise((resolve) => { setTimeout(() => resolve(null), 2500); })]);
  await sync.leave("alarm", { ...first, place: fix });
}

/** Nothing is to be seen or heard of it but a dot in the bar. */
export async function silent() {
  if (!store.isUnlocked()) return;
  document.getElementById("help").classList.add("raised");
  await alarm("silent", await where());
}

const button = document.getElementById("help");
let holding = null;
const stopHolding = () => { clearTimeout(holding); holding = null; };
button.addEventListener("pointerdown", () => { holding = setTimeout(() => { holding = null; button.held = true; silent(); }, HOLD_MS); });
for (const name of ["pointerup", "pointerleave", "pointercancel"]) button.addEventListener(name, stopHolding);
button.addEventListener("contextmenu", (event) => event.preventDefault());
button.addEventListener("click", (event) => {
  event.preventDefault();
  if (button.held) { button.held = false; return; }
  if (store.isUnlocked()) location.hash = "#help";
});

export async function help(day, id) {
  const visit = await where(id);
  const one = visit === null ? null : find(day, String(visit));
  const pieces = [];
  const words = h("textarea", { id: "threat-words", rows: 4, maxlength: 1000 });
  const bar = h("input", { type: "checkbox", id: "threat-bar" });
  const counted = h("p", { class: "small digits" }, say("photos", { count: 0 }));
  const input = h("input", { type: "file", accept: "image/*", capture: "environment", id: "threat-photo", class: "visually-hidden", change: async () => {
    for (const file of input.files) {
      try { pieces.push(await photo(file)); } catch (failure) { toast(failure.message, "error"); }
    }
    counted.textContent = say("photos", { count: pieces.length });
  } });
  const send = async () => {
    const draft = visit === null ? null : await store.get("draft", String(visit));
    for (const piece of pieces) if (visit !== null) await sync.leave("evidence", { ...piece, visit, record: null });
    const named = [...pieces, ...(draft?.evidence ?? [])].map((each) => each.uuid);
    const here = visit === null ? null : await store.get("here", String(visit));
    if (here) await store.put("here", String(visit), { ...here, threatened: true });
    await alarm("threat", visit, { words: words.value, evidence: named });
    if (bar.checked && visit !== null) {
      await sync.leave("bar", { uuid: crypto.randomUUID(), visit, note: words.value, phone_at: phoneNow() });
    }
    location.hash = visit === null ? "#today" : `#visit/${visit}`;
    toast(sync.state.online ? say("alarm_sent") : say("alarm_waits"));
  };
  return [h("h1", {}, say("help")), notice("warn", "info", say("help_first")), emergencyCall(one ?? day?.visits.find((each) => each.emergency)),
    h("section", { class: "panel pad stack" }, h("h2", {}, say("silent")), h("p", { class: "muted" }, say("silent_lead")),
      h("button", { class: "button wide", click: async () => { await silent(); location.hash = "#today"; } }, say("silent_do"))),
    h("section", { class: "panel pad stack" }, h("h2", {}, say("threat")), h("p", { class: "muted" }, one ? one.sheet?.name ?? "" : say("threat_on_the_way")),
      h("div", { class: "field" }, h("label", { for: "threat-words" }, say("threat_words")), words, h("p", { class: "hint" }, say("threat_hint"))),
      visit === null ? null : h("label", { class: "button wide", for: "threat-photo" }, icon("camera"), say("photo_take")), visit === null ? null : input, visit === null ? null : counted,
      visit === null ? null : h("label", { class: "choice" }, bar, h("span", {}, say("threat_bar"))),
      h("button", { class: "button danger wide", click: send }, say("threat_do")))];
}
