// One visit: where and whom, what to say, arriving and leaving, and the card to show at the door.

import { clock, facts, h, icon, notice, redraw, say, toast } from "./dom.js";
import { isRecording, phoneNow, photo, place, startSound, stopSound } from "./senses.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { stands } from "./today.js";
import { wordDue } from "./words_due.js";

export const find = (day, id) => day?.visits.find((each) => String(each.id) === id);

export function missing() {
  return [h("section", { class: "empty" }, icon("info"), h("h1", {}, say("visit_gone")), h("p", {}, say("visit_gone_mend")),
    h("a", { class: "button primary", href: "#today" }, say("to_today")))];
}

export async function did(kind, one) {
  const fix = await place();
  await sync.leave("deed", { uuid: crypto.randomUUID(), kind, visit: one.id, phone_at: phoneNow(), place: fix });
  if (!fix) toast(say("no_place"), "error");
  return fix;
}

async function changeHere(one, more) {
  const here = (await store.get("here", String(one.id))) ?? { visit: one.id };
  await store.put("here", String(one.id), { ...here, ...more });
}

const again = (day, one) => redraw(`#visit/${one.id}`, visit, day, String(one.id));

async function arrive(one, day) {
  await changeHere(one, { arrived_at: phoneNow(), word_at: phoneNow() });
  await again(day, one);
  await did("arrived", one);
}

async function leave(one, day) {
  await stopSound();
  await changeHere(one, { left_at: phoneNow() });
  await again(day, one);
  await did("left", one);
}

/** Evidence goes into the visit's draft, and into the outbox with its record. */
export async function gather(one, piece) {
  const draft = (await store.get("draft", String(one.id))) ?? { visit: one.id, evidence: [] };
  draft.evidence = [...(draft.evidence ?? []), piece];
  await store.put("draft", String(one.id), draft);
}

function facts2(one) {
  const sheet = one.sheet;
  const rows = [
    [say("when"), `${clock(one.arrives_at ?? one.window_from)} · ${say("window", { from: clock(one.window_from), until: clock(one.window_until) })}`],
    [say("why"), sheet.basis],
    [say("owes"), sheet.owes.map((each) => h("span", { class: "digits block" }, each))],
    sheet.cards.length ? [say("cards"), sheet.cards.map((each) => `•••• ${each}`).join(" ")] : null,
    sheet.speaks ? [say("speaks"), sheet.speaks] : null,
  ].filter(Boolean);
  return h("dl", { class: "facts" }, rows.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]));
}

function timer(one, here, day) {
  if (!here?.arrived_at || here.left_at) return null;
  const due = wordDue(here);
  return h("div", { class: "panel pad stack word" },
    h("p", { class: "row apart" }, h("span", {}, say("word_due")), h("span", { class: "digits strong", id: "word-due", "data-due": due }, clock(due))),
    h("button", { class: "button wide", click: async () => { await changeHere(one, { word_at: phoneNow() }); await again(day, one); await did("word", one); } }, icon("check"), say("all_well")));
}

function evidence(one, day, draft) {
  const photos = (draft?.evidence ?? []).filter((each) => each.kind === "photo").length;
  const sounds = (draft?.evidence ?? []).filter((each) => each.kind === "sound").length;
  const error = h("div", { class: "error-place", "aria-live": "assertive" });
  const input = h("input", { type: "file", accept: "image/*", capture: "environment", id: "photo", class: "visually-hidden", change: async () => {
    for (const file of input.files) {
      try {
        const piece = await photo(file);
        await gather(one, piece);
        toast(piece.shrunk ? say("photo_shrunk", { kb: Math.round(piece.bytes / 1000) }) : say("photo_kept"));
      } catch (failure) { error.replaceChildren(notice("error", "stop", failure.message)); input.value = ""; return; }
    }
    await again(day, one);
  } });
  const sound = h("button", { class: `button wide ${isRecording() ? "danger" : ""}`, click: async () => {
    try {
      if (isRecording()) await stopSound();
      else await startSound((piece) => gather(one, piece));
    } catch { error.replaceChildren(notice("error", "stop", say("no_sound"))); return; }
    await again(day, one);
  } }, icon(isRecording() ? "stop" : "mic"), isRecording() ? say("sound_stop") : say("sound_start"));
  return h("section", { class: "panel pad stack" }, h("h2", {}, say("evidence")), h("p", { class: "muted small" }, one.sheet.recording ? say("sound_asked") : say("sound_not")),
    one.sheet.recording ? sound : null, h("label", { class: "button wide", for: "photo" }, icon("camera"), say("photo_take")), input, error,
    h("p", { class: "small digits" }, say("gathered", { photos, sounds })));
}

export async function visit(day, id) {
  const one = find(day, id);
  if (!one?.sheet) return missing();
  const [here, draft, { label, tone }] = [await store.get("here", id), await store.get("draft", id), await stands(one)];
  const over = ["made", "refused", "not_met"].includes(one.state) && one.record?.state !== "returned";
  const done = Boolean(await store.get("done", id)) || over;
  const open = one.state === "out" || Boolean(here?.arrived_at);
  const step = (reached, button) => (reached ? h("p", { class: "reached" }, icon("check"), reached) : button);
  return [
    h("a", { class: "back", href: "#today" }, icon("back"), say("to_today")),
    h("div", { class: "row apart" }, h("h1", {}, one.sheet.name), h("span", { class: `badge ${tone}` }, label)),
    h("p", { class: "address" }, one.sheet.address),
    one.state === "fell_out" ? notice("error", "stop", say("fell_out", { why: one.fell_out ?? "" })) : null,
    one.state === "planned" ? notice("warn", "info", say("not_taken")) : null,
    one.sheet.care ? notice("warn", "warn", say("care")) : null,
    one.record?.state === "returned" ? notice("error", "back", say("returned_why", { why: one.record.note })) : null,
    h("section", { class: "panel pad" }, facts2(one)),
    h("a", { class: "button primary wide", href: `#card/${id}` }, icon("shield"), say("show_card")),
    timer(one, here, day),
    done || !open ? null : h("section", { class: "panel pad stack" }, h("h2", {}, say("steps")),
      step(here?.arrived_at && say("arrived_at", { at: clock(here.arrived_at) }), one.state === "fell_out" ? null : h("button", { class: "button primary wide", click: () => arrive(one, day) }, say("arrive"))),
      here?.arrived_at ? step(here.left_at && say("left_at", { at: clock(here.left_at) }), h("button", { class: "button wide", click: () => leave(one, day) }, say("leave"))) : null,
      here?.arrived_at ? h("a", { class: `button wide ${here.left_at ? "primary" : ""}`, href: `#record/${id}` }, icon("pen"), one.record?.state === "returned" ? say("correct") : say("write_record")) : null),
    here?.arrived_at && !done ? evidence(one, day, draft) : null,
    h("details", { class: "panel pad" }, h("summary", {}, say("script")), h("ol", { class: "script" }, facts.script.map((line) => h("li", {}, line)))),
  ];
}

/** The card that is shown at the door: who comes, for whom, and how anybody can check it. */
export async function card(day, id) {
  const one = find(day, id);
  if (!one?.card) return missing();
  const round = day.rounds.find((each) => each.id === one.round);
  const drawn = new DOMParser().parseFromString(one.card.svg, "image/svg+xml").documentElement;
  return [h("a", { class: "back", href: `#visit/${id}` }, icon("back"), say("to_visit")),
    h("section", { class: "id-card" },
      h("p", { class: "id-firm" }, day.firm),
      h("h1", {}, say("visitors")),
      h("ul", { class: "id-names" }, round.visitors.map((each) => h("li", {}, each.name))),
      h("div", { class: "id-code", role: "img", "aria-label": say("card_code") }, document.importNode(drawn, true)),
      h("p", { class: "id-digits" }, one.card.code),
      h("p", { class: "small" }, day.check_at),
      h("p", {}, say("card_says")))];
}
