// Reminds a team at a door that a word of theirs is due: aloud, by a buzz, and on the page.

import { facts, h, icon, say } from "./dom.js";
import { ourNow, phoneNow, place } from "./senses.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

export const wordDue = (here) => Date.parse(here.word_at) + facts.policy.check_in_minutes * 60_000;

let asked = false;

/** Ask whether all is well as soon as a word is overdue. The server asks by itself when none comes. */
export async function remind() {
  if (!store.isUnlocked() || asked) return;
  const offset = (await ourNow()) - Date.now();
  for (const here of await store.list("here")) {
    if (!here.arrived_at || here.left_at || Date.now() < wordDue(here)) continue;
    asked = true;
    navigator.vibrate?.([400, 200, 400]);
    ask(here, offset);
    return;
  }
}

function ask(here) {
  const dialog = document.getElementById("word");
  const answer = async (kind) => {
    dialog.close();
    asked = false;
    await store.put("here", String(here.visit), { ...here, word_at: phoneNow() });
    if (kind === "help") { location.hash = `#help/${here.visit}`; return; }
    await sync.leave("deed", { uuid: crypto.randomUUID(), kind: "word", visit: here.visit, phone_at: phoneNow(), place: await place() });
  };
  dialog.oncancel = (event) => event.preventDefault();
  dialog.replaceChildren(h("div", { class: "dialog-body stack" }, h("h2", {}, say("well_question")), h("p", {}, say("well_lead")),
    h("button", { class: "button primary wide", click: () => answer("word"), autofocus: true }, icon("check"), say("all_well")),
    h("button", { class: "button danger wide", click: () => answer("help") }, icon("warn"), say("need_help"))));
  dialog.showModal();
}
