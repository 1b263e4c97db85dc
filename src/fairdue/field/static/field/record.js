// The written record of a visit: a form that keeps itself as it is filled in, and signs at the end.

import { facts, h, icon, notice, say, toast } from "./dom.js";
import { base64 } from "./net.js";
import { isRecording, phoneNow, signature, stopSound } from "./senses.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { askAfter } from "./afterwards.js";
import { did, find, missing } from "./visit.js";

const NEEDS_PROMISE = "promise";
const ABUSE = "abuse";

function choices(name, legend, options, chosen, changed) {
  return h("fieldset", { class: "choices", "data-name": name }, h("legend", {}, legend),
    Object.entries(options).map(([code, label]) => h("label", { class: "choice" },
      h("input", { type: "radio", name, value: code, checked: chosen === code, change: changed }), h("span", {}, label))));
}

function tick(name, label, checked, changed) {
  return h("label", { class: "choice" }, h("input", { type: "checkbox", name, checked, change: changed }), h("span", {}, label));
}

/** Where somebody signs: with a finger, or by typing their name. */
function signing(name, label, kept) {
  const canvas = h("canvas", { width: 640, height: 200, class: "signing", "aria-label": label, role: "img" });
  const pen = canvas.getContext("2d");
  const clear = () => {
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    Object.assign(pen, { strokeStyle: "#16202c", fillStyle: "#16202c", lineWidth: 4, lineCap: "round", lineJoin: "round" });
  };
  clear();
  let last = null;
  const spot = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.left) * canvas.width / box.width, (event.clientY - box.top) * canvas.height / box.height];
  };
  canvas.addEventListener("pointerdown", (event) => { canvas.setPointerCapture(event.pointerId); last = spot(event); event.preventDefault(); });
  canvas.addEventListener("pointermove", (event) => {
    if (!last) return;
    const now = spot(event);
    pen.beginPath(); pen.moveTo(...last); pen.lineTo(...now); pen.stroke();
    last = now;
    canvas.signed = true;
  });
  canvas.addEventListener("pointerup", () => { last = null; });
  const typed = h("input", { id: `typed-${name}`, autocomplete: "off", maxlength: 40, input: () => {
    clear();
    pen.font = "64px serif";
    pen.fillText(typed.value, 24, 120, canvas.width - 48);
    canvas.signed = Boolean(typed.value.trim());
  } });
  const again = h("button", { class: "button small quiet", type: "button", click: () => { clear(); typed.value = ""; canvas.signed = false; } }, say("sign_clear"));
  return { name, canvas, kept, part: h("div", { class: "field signature", "data-sign": name }, h("p", { class: "row apart" }, h("span", { class: "strong" }, label), again), canvas,
    h("label", { for: `typed-${name}`, class: "small muted" }, say("sign_typed")), typed) };
}

function minor(text, digits) {
  const found = /^(\d{1,10})(?:\.(\d+))?$/.exec(text.trim().replaceAll(",", ""));
  if (!found || (found[2] ?? "").length > digits) return null;
  return Number(found[1] + (found[2] ?? "").padEnd(digits, "0"));
}

function reading(form) {
  const value = (name) => form.querySelector(`[name="${name}"]:checked`)?.value ?? form.elements[name]?.value ?? "";
  const ticked = (name) => Boolean(form.elements[name]?.checked);
  return {
    met: value("met"), identity: value("identity"), place: value("place"), outcome: value("outcome"),
    taped: value("taped"), not_taped_because: value("not_taped_because"), cause: value("cause"), said: value("said"),
    amount: value("amount"), currency: value("currency"), on: value("on"), cardholder: value("cardholder"),
    card_shown: ticked("card_shown"), entry_agreed: ticked("entry_agreed"), dressed: ticked("dressed"),
    checklist: Object.fromEntries(Object.keys(facts.choices.checklist).map((code) => [code, ticked(`check_${code}`)])),
  };
}

/** Show only what goes with what was chosen. */
function adapt(form, one) {
  const told = reading(form);
  const shows = (name, does) => { const part = form.querySelector(`[data-part="${name}"]`); if (part) part.hidden = !does; };
  shows("identity", told.met === "cardholder");
  shows("outcome", Boolean(told.met));
  for (const input of form.querySelectorAll('[name="outcome"]')) {
    const goes = (facts.choices.outcomes[told.met] ?? []).includes(input.value);
    input.closest("label").hidden = !goes;
    if (!goes) input.checked = false;
  }
  shows("entry", told.place === "inside");
  shows("because", told.taped === "not");
  shows("promise", reading(form).outcome === NEEDS_PROMISE);
  shows("cause", told.met === "cardholder");
  shows("cardholder", told.met === "cardholder");
  shows("sign-cardholder", told.met === "cardholder" && told.cardholder === "signed");
}

function lacks(told, one) {
  if (!told.met) return "met";
  if (!told.outcome) return "outcome";
  if (told.met === "cardholder" && !told.identity) return "identity";
  if (!told.place) return "place";
  if (!told.taped) return "taped";
  if (told.taped === "not" && !told.not_taped_because.trim()) return "not_taped_because";
  if (told.met === "cardholder" && !told.cardholder) return "cardholder";
  if (told.outcome === NEEDS_PROMISE && (!minor(told.amount, one.sheet.currencies[told.currency] ?? 2) || !told.on)) return "amount";
  return null;
}

async function sealedSignatures(pads, told) {
  const found = {};
  for (const pad of pads) {
    if (pad.name === "cardholder" && !(told.met === "cardholder" && told.cardholder === "signed")) continue;
    if (!pad.canvas.signed) throw new Error(say("sign_missing"));
    found[pad.name] = await signature(pad.canvas);
  }
  return found;
}

async function finish(form, one, pads, uuid, corrects) {
  const told = reading(form);
  const lacking = lacks(told, one);
  if (lacking) {
    const part = form.querySelector(`[data-name="${lacking}"], [name="${lacking}"]`);
    part?.scrollIntoView({ block: "center" });
    (part?.querySelector?.("input") ?? part)?.focus();
    throw new Error(say(`lacks_${lacking}`));
  }
  await stopSound();
  const signs = await sealedSignatures(pads, told);
  const draft = (await store.get("draft", String(one.id))) ?? { evidence: [] };
  const evidence = [...(draft.evidence ?? []), ...Object.values(signs)];
  const hasSound = evidence.some((each) => each.kind === "sound");
  if (told.taped === "sound" && !hasSound) throw new Error(say("no_sound_here"));
  const { cardholder, ...visitors } = signs;
  const content = JSON.stringify({
    format: 1, uuid, visit: one.id, replaces: corrects, made_at: phoneNow(),
    outcome: told.outcome, met: told.met, identity: told.met === "cardholder" ? told.identity : "not", place: told.place,
    entry_agreed: told.place === "inside" && told.entry_agreed, card_shown: told.card_shown,
    taped: told.taped, not_taped_because: told.taped === "not" ? told.not_taped_because : "", dressed: told.dressed,
    cause: told.met === "cardholder" ? told.cause : "", said: told.said,
    promised: told.outcome === NEEDS_PROMISE ? { amount_minor: minor(told.amount, one.sheet.currencies[told.currency] ?? 2), currency: told.currency, on: told.on } : null,
    checklist: told.checklist,
    signatures: {
      visitors: Object.fromEntries(Object.entries(visitors).map(([who, piece]) => [who, piece.uuid])),
      cardholder: told.met === "cardholder" ? told.cardholder : "absent", cardholder_signature: cardholder?.uuid ?? null,
    },
    evidence: evidence.map(({ uuid: id, kind, sha256 }) => ({ uuid: id, kind, sha256 })),
  });
  const signed = base64(await store.sign(new TextEncoder().encode(content)));
  for (const piece of evidence) await sync.leave("evidence", { ...piece, visit: one.id, record: uuid });
  const here = await store.get("here", String(one.id));
  if (here?.arrived_at && !here.left_at) {
    await store.put("here", String(one.id), { ...here, left_at: phoneNow() });
    await did("left", one);
  }
  if (told.outcome === ABUSE && !corrects) await askAfter(one);
  await store.remove("draft", String(one.id));
  await sync.leave("record", { uuid, visit: one.id, made_at: phoneNow(), content, signature: signed });
}

export async function record(day, id) {
  const one = find(day, id);
  if (!one?.sheet) return missing();
  const round = day.rounds.find((each) => each.id === one.round);
  const draft = (await store.get("draft", id)) ?? { visit: one.id, evidence: [] };
  const was = draft.told ?? { card_shown: false, dressed: true, checklist: {} };
  const uuid = draft.uuid ?? crypto.randomUUID();
  const corrects = one.record?.state === "returned" ? one.record.uuid : null;
  const { choices: known } = facts;
  const error = h("div", { class: "error-place", "aria-live": "assertive" });
  const pads = [...round.visitors.map((each) => signing(String(each.id), each.name)), signing("cardholder", say("cardholder"))];
  let saving = null;
  const keep = () => {
    adapt(form, one);
    clearTimeout(saving);
    saving = setTimeout(async () => {
      const now = (await store.get("draft", id)) ?? { visit: one.id, evidence: [] };
      await store.put("draft", id, { ...now, uuid, told: reading(form) });
    }, 300);
  };
  const part = (name, ...inside) => h("div", { "data-part": name }, ...inside);
  const field = (name, label, control) => h("div", { class: "field" }, h("label", { for: name }, label), control);
  const money = h("div", { class: "fields" },
    field("amount", say("amount"), h("input", { id: "amount", name: "amount", inputmode: "decimal", autocomplete: "off", value: was.amount ?? "" })),
    field("currency", say("currency"), h("select", { id: "currency", name: "currency" }, Object.keys(one.sheet.currencies).map((each) => h("option", { value: each, selected: was.currency === each }, each)))),
    field("on", say("on"), h("input", { id: "on", name: "on", type: "date", min: day.day, value: was.on ?? "" })));
  const because = h("select", { id: "not_taped_because", name: "not_taped_because" }, h("option", { value: "" }, say("choose")),
    Object.entries(known.not_taped).map(([code, label]) => h("option", { value: code, selected: was.not_taped_because === code }, label)));
  const cause = h("select", { id: "cause", name: "cause" }, h("option", { value: "" }, say("cause_unknown")),
    Object.entries(known.causes).map(([code, label]) => h("option", { value: code, selected: was.cause === code }, label)));
  const said = h("textarea", { id: "said", name: "said", rows: 4, maxlength: 1000 });
  said.value = was.said ?? "";
  const form = h("form", { class: "stack record", novalidate: true, input: keep, submit: async (event) => {
    event.preventDefault();
    const pressed = form.querySelector("button.primary");
    pressed.disabled = true;
    clearTimeout(saving);
    try {
      await finish(form, one, pads, uuid, corrects);
      location.hash = "#today";
      toast(sync.state.online ? say("record_done") : say("record_done_offline"));
    } catch (failure) {
      error.replaceChildren(notice("error", "stop", failure.message));
      error.scrollIntoView({ block: "center" });
      pressed.disabled = false;
    }
  } },
  h("section", { class: "panel pad stack" },
    choices("met", say("met"), known.met, was.met),
    part("identity", choices("identity", say("identity"), known.identity, was.identity)),
    part("outcome", choices("outcome", say("outcome"), known.outcome_words, was.outcome)),
    part("promise", money)),
  h("section", { class: "panel pad stack" },
    choices("place", say("place"), known.places, was.place),
    part("entry", tick("entry_agreed", say("entry_agreed"), was.entry_agreed)),
    tick("card_shown", say("card_shown"), was.card_shown),
    tick("dressed", say("dressed"), was.dressed),
    choices("taped", say("taped"), known.taped, was.taped ?? (draft.evidence?.some((each) => each.kind === "sound") || isRecording() ? "sound" : "")),
    part("because", field("not_taped_because", say("not_taped_because"), because))),
  h("section", { class: "panel pad stack" }, h("h2", {}, say("checklist")),
    Object.entries(known.checklist).map(([code, label]) => tick(`check_${code}`, label, was.checklist[code]))),
  h("section", { class: "panel pad stack" },
    part("cause", field("cause", say("cause"), cause)),
    field("said", say("said"), said), h("p", { class: "hint" }, say("said_hint"))),
  h("section", { class: "panel pad stack" }, h("h2", {}, say("signatures")),
    pads.slice(0, -1).map((pad) => pad.part),
    part("cardholder", choices("cardholder", say("cardholder_signs"), { signed: known.cardholder.signed, declined: known.cardholder.declined }, was.cardholder),
      part("sign-cardholder", pads.at(-1).part))),
  error, h("button", { class: "button primary wide" }, corrects ? say("correct_do") : say("record_do")),
  h("p", { class: "small muted" }, say("record_after")));
  adapt(form, one);
  return [h("a", { class: "back", href: `#visit/${id}` }, icon("back"), say("to_visit")), h("h1", {}, say("record_title")), h("p", { class: "muted" }, one.sheet.name),
    corrects ? notice("warn", "info", say("returned_why", { why: one.record.note })) : null, form];
}
