// Hands in what the phone has written, and fetches the day. Nothing leaves the phone's store
// before the server says that it has it; everything may be sent again and in any order.

import { Away, Refusal, SignedOut, base64, post, send } from "./net.js";
import { phoneNow } from "./senses.js";
import * as store from "./store.js";

const FIRST = { alarm: 0, deed: 1, record: 2, after: 3, bar: 4, evidence: 5 };
const BATCH = 20;
const EVERY_MS = 60_000;
const AWAY_MS = 10_000; // not every phone says when its network is back

export const state = { syncing: false, online: navigator.onLine, signedOut: false, clock: null, last: null };
const listeners = new Set();
export function listen(heard) { listeners.add(heard); }
function tell(...told) { for (const heard of listeners) heard(...told); }

/** Put something into the outbox: a deed, record, alarm, bar, answer or piece of evidence. */
export async function leave(type, body) {
  const number = await store.next();
  await store.put("out", body.uuid, { type, number, body, refused: null });
  tell();
  sync();
}

export const waiting = () => store.list("out");
export const hasWaiting = async () => (await store.count("out")) > 0;

let wanted = false;
let next = null;

/** Again after a while, sooner where nobody answered, and at once where it was asked for meanwhile. */
function later() {
  clearTimeout(next);
  next = setTimeout(sync, wanted ? 0 : state.online ? EVERY_MS : AWAY_MS);
}

/** Hand in and fetch, once at a time, and again from then on. Gives true where the server was reached. */
export async function sync() {
  if (!store.isUnlocked()) return false;
  wanted = state.syncing;
  if (state.syncing) return false;
  state.syncing = true;
  let isReached = false;
  tell();
  try {
    await handIn();
    await fetchDay();
    Object.assign(state, { online: true, signedOut: false, last: Date.now() });
    isReached = true;
  } catch (failure) {
    if (failure instanceof Away) state.online = false;
    else if (failure instanceof SignedOut) Object.assign(state, { online: true, signedOut: true });
    else if (failure instanceof Refusal && failure.code === "revoked") { await revoked(failure.message); return false; }
    else if (failure instanceof Refusal) { state.online = true; tell(failure.message); }
    else throw failure;
  } finally {
    state.syncing = false;
    tell();
    later();
  }
  return isReached;
}

async function handIn() {
  const device = (await store.identity()).uuid;
  const all = (await waiting()).filter((each) => !each.refused);
  all.sort((one, other) => FIRST[one.type] - FIRST[other.type] || one.number - other.number);
  const small = all.filter((each) => each.type !== "evidence");
  for (let start = 0; start < small.length; start += BATCH) {
    const batch = small.slice(start, start + BATCH);
    const answer = await post("hand-in/", { device, sent_at: phoneNow(), items: batch.map(asSent) });
    await noteClock(answer);
    for (const result of answer.results) await settle(batch.find((each) => each.body.uuid === result.uuid), result);
  }
  for (const item of all.filter((each) => each.type === "evidence")) {
    const bytes = await store.getBlob(item.body.uuid);
    const result = bytes
      ? await sendOne(device, item, bytes)
      : { result: "taken" }; // taken before, and forgotten between two deletions
    await settle(item, result);
  }
}

const asSent = ({ type, number, body }) => ({ type, number, body });

async function sendOne(device, item, bytes) {
  try {
    return await send("evidence/", bytes, { device, sent_at: phoneNow(), ...item.body });
  } catch (failure) {
    if (failure instanceof Refusal && failure.code === "") return { result: "refused", why: failure.message };
    throw failure;
  }
}

async function settle(item, { result, why, conflicts }) {
  if (result === "refused") {
    await store.put("out", item.body.uuid, { ...item, refused: why });
    return;
  }
  if (result === "waits") { // for something that was refused or isn't here yet: brought again
    await store.put("out", item.body.uuid, { ...item, waits: why });
    return;
  }
  if (item.type === "after") await store.remove("after", String(item.body.visit));
  if (item.type === "evidence") await store.removeBlob(item.body.uuid);
  if (item.type === "record") {
    await store.remove("draft", String(item.body.visit));
    await store.put("done", String(item.body.visit), { visit: item.body.visit, uuid: item.body.uuid, conflicts });
  }
  await store.remove("out", item.body.uuid);
  tell();
}

/** Try again what the server refused. */
export async function again(uuid) {
  const item = await store.get("out", uuid);
  await store.put("out", uuid, { ...item, refused: null });
  await sync();
}

async function noteClock(answer) {
  await store.plain.put("offset", answer.offset_ms);
  state.clock = answer.clock ?? null;
}

/** Today's rounds; sheets and cards that are here already aren't fetched again. */
async function fetchDay() {
  const device = (await store.identity()).uuid;
  const before = await store.get("day", "today");
  const have = Object.fromEntries((before?.visits ?? []).filter((each) => each.sheet && each.card)
    .map((each) => [each.id, each.version]));
  const day = await post("day/", { device, sent_at: phoneNow(), day: before?.day ?? "", have });
  await noteClock(day);
  const old = new Map((before?.visits ?? []).map((each) => [each.id, each]));
  day.visits = day.visits.map((each) => ({ ...each, sheet: each.sheet ?? old.get(each.id)?.sheet, card: each.card ?? old.get(each.id)?.card }));
  await store.put("day", "today", day);
  const here = new Set(day.visits.map((each) => String(each.id)));
  for (const done of await store.list("done")) if (!here.has(String(done.visit))) await store.remove("done", String(done.visit));
  tell();
}

/** The team sets out: permits are asked for now, so this needs the network. */
export async function takeRound(round) {
  const device = (await store.identity()).uuid;
  const answer = await post(`rounds/${round}/take/`, { device, sent_at: phoneNow() });
  await sync();
  return answer;
}

async function revoked(why) {
  const { uuid } = await store.identity();
  await store.wipe();
  try { await post("wiped/", { device: uuid }); } catch { /* it is wiped whether or not we can say so */ }
  for (const name of await caches.keys()) await caches.delete(name);
  tell(why, "revoked");
}

/** Delete what was for a day that is over; what isn't handed in stays. */
export async function tidy(now) {
  if (!store.isUnlocked()) return;
  const day = await store.get("day", "today");
  if (day && now > Date.parse(day.wipe_at)) {
    await store.remove("day", "today");
    for (const kind of ["done", "after"]) for (const each of await store.list(kind)) await store.remove(kind, String(each.visit));
    tell();
  }
}

export { base64 };
