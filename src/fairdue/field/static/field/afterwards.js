// After abuse at a door: how somebody wants to go on. Asked on the day's page, before any network.

import { emergencyCall, facts, h, icon, say, toast } from "./dom.js";
import { phoneNow } from "./senses.js";
import * as store from "./store.js";
import * as sync from "./sync.js";

const ICONS = { fine: "check", break: "cup", end: "home", talk: "person" };

/** Ask after a record of abuse that this phone wrote. */
export async function askAfter(one) {
  const here = await store.get("here", String(one.id));
  const minutes = here?.threatened ? facts.policy.threat_break_minutes : facts.policy.break_minutes;
  await store.put("after", String(one.id), { visit: one.id, minutes });
}

/** What is asked: after this phone's own records, and after what the day says of the companion's. */
export async function asked(day) {
  const answered = new Set((await sync.waiting()).filter((each) => each.type === "after").map((each) => each.body.visit));
  const all = new Map([...(await store.list("after")), ...(day.asks ?? [])].map((each) => [each.visit, each]));
  return [...all.values()].filter((each) => !answered.has(each.visit));
}

/** The day as the server will say it: what is left of the round has fallen out. */
async function without(day, id) {
  const round = day.rounds.find((each) => each.id === day.visits.find((one) => one.id === id)?.round);
  if (!round) return day;
  const written = new Set([id, ...[...(await sync.waiting()).filter((each) => each.type === "record").map((each) => each.body), ...(await store.list("done"))].map((each) => each.visit)]);
  const falls = (one) => one.round === round.id && ["planned", "out"].includes(one.state) && !written.has(one.id);
  return {
    ...day,
    rounds: day.rounds.map((each) => (each === round ? { ...each, over: true } : each)),
    visits: day.visits.map((one) => (falls(one) ? { ...one, state: "fell_out", state_name: say("off"), fell_out: say("off_because") } : one)),
  };
}

async function answer({ visit, minutes }, go_on) {
  const day = await store.get("day", "today");
  if (day) {
    const rest = { ...day, asks: (day.asks ?? []).filter((each) => each.visit !== visit) };
    await store.put("day", "today", go_on === "end" ? await without(rest, visit) : rest);
  }
  await sync.leave("after", { uuid: crypto.randomUUID(), visit, go_on, phone_at: phoneNow() });
  dispatchEvent(new Event("hashchange")); // the page without the panel, before the network answers
  toast(say(`chosen_${go_on}`, { minutes }));
}

/** One panel for each visit after which somebody hasn't said yet: one tap, and nothing to write. */
export async function afterwards(day) {
  return (await asked(day)).map((ask) => {
    const one = day.visits.find((each) => each.id === ask.visit);
    const button = (go_on) => h("button", { class: "button wide", "data-go-on": go_on, click: () => answer(ask, go_on) },
      icon(ICONS[go_on]), say(`after_${go_on}`, ask));
    return h("section", { class: "panel pad stack word", "aria-labelledby": `after-${ask.visit}` },
      h("h2", { id: `after-${ask.visit}` }, say("after")), h("p", {}, say("after_lead", { name: one?.sheet?.name ?? say("after_there") })),
      Object.keys(ICONS).map(button), emergencyCall(one, "quiet"));
  });
}
