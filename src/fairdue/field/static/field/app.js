// The visitor's page: set up, unlocked, today, a visit, its card and its record. By address: what
// follows the # says which page is shown, so that going back works without network too.

import { draw, h, icon, say, facts, show, toast, notice } from "./dom.js";
import { csrf } from "./net.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { isRecording, ourNow } from "./senses.js";
import { locked, setUp } from "./entry.js";
import { today, outbox, phone } from "./today.js";
import { visit, card } from "./visit.js";
import { record } from "./record.js";
import { help } from "./help.js";
import { remind } from "./words_due.js";

const SCREENS = { "": today, today, outbox, phone, visit, card, record, help };
let touchedAt = Date.now();

async function route() {
  if (!(await store.plain.get("registered"))) { await setUp(route); await bar(); return; }
  if (!store.isUnlocked()) { await locked(route); await bar(); return; }
  const [name, id] = location.hash.slice(1).split("/");
  const day = await store.get("day", "today");
  await draw(SCREENS[name] ?? today, day, id);
  await bar();
}

/** The bar on top: are we connected, and how much waits. */
async function bar() {
  const count = store.isUnlocked() ? await store.count("out") : 0;
  const { online, syncing, signedOut } = sync.state;
  const text = syncing ? say("syncing") : signedOut ? say("signed_out") : online ? say("online") : say("offline");
  const place = document.getElementById("state");
  place.replaceChildren(icon(online && !signedOut ? "check" : "warn"), h("span", {}, text),
    count ? h("span", { class: "count" }, say("waiting", { count })) : "");
  place.className = `state ${online && !signedOut ? "ok" : "warn"}`;
  const clock = document.getElementById("clock");
  clock.hidden = !sync.state.clock;
  if (sync.state.clock) clock.replaceChildren(notice("warn", "clock", sync.state.clock));
  document.getElementById("signed-out").hidden = !signedOut;
}

function locksItself() {
  if (!store.isUnlocked() || isRecording()) return;
  if (Date.now() - touchedAt > facts.policy.lock_minutes * 60_000) { store.lock(); route(); }
}

sync.listen(async (message, what) => {
  if (what === "revoked") { show(h("section", { class: "alone" }, h("h1", {}, say("revoked")), notice("error", "stop", message))); return; }
  if (message) toast(message, "error");
  await bar();
  const here = location.hash.slice(1).split("/")[0];
  const typing = document.activeElement?.matches("input, textarea, select");
  if (store.isUnlocked() && ["", "today", "outbox"].includes(here) && !typing && !sync.state.syncing) await route();
});

for (const name of ["pointerdown", "keydown"]) addEventListener(name, () => { touchedAt = Date.now(); }, true);
addEventListener("hashchange", route);
addEventListener("online", () => { sync.state.online = true; sync.sync(); });
addEventListener("offline", () => { sync.state.online = false; bar(); });
document.getElementById("state").addEventListener("click", () => sync.sync());
setInterval(async () => { locksItself(); await sync.tidy(await ourNow()); await remind(); }, 5_000);

// The page may be older than the session, and its forms with it.
addEventListener("submit", ({ target }) => {
  const token = target.elements.csrfmiddlewaretoken;
  if (token) token.value = csrf();
}, true);

async function begin() {
  if (!crypto.subtle || !("indexedDB" in window)) {
    show(h("section", { class: "alone" }, h("h1", {}, say("no_crypto")), notice("error", "stop", say("no_crypto_mend"))));
    document.getElementById("state").hidden = true;
    return;
  }
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register(facts.worker, { scope: facts.scope }).catch(() => toast(say("no_worker"), "error"));
  }
  await store.open();
  await route();
}

begin();
