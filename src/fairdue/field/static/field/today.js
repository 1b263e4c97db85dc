// Today's rounds, what waits to be handed in, and this phone.

import { clock, dayAndClock, facts, h, icon, longDay, notice, redraw, say, toast } from "./dom.js";
import { Away, Refusal, SignedOut } from "./net.js";
import * as store from "./store.js";
import * as sync from "./sync.js";
import { afterwards } from "./afterwards.js";

const TONES = { made: "ok", refused: "warn", not_met: "warn", fell_out: "stop", out: "info", planned: "" };

/** Where a visit is as this phone knows it: what it wrote itself counts before the plan. */
export async function stands(one) {
  if (await store.get("done", String(one.id))) return { label: say("record_taken"), tone: "ok" };
  const mine = (await sync.waiting()).some((each) => each.type === "record" && each.body.visit === one.id);
  if (mine) return { label: say("record_waits"), tone: "warn" };
  if (one.record?.state === "returned") return { label: say("record_returned"), tone: "stop" };
  if (await store.get("here", String(one.id))) return { label: say("at_the_door"), tone: "info" };
  return { label: one.state_name, tone: TONES[one.state] ?? "" };
}

async function stop(one) {
  const { label, tone } = await stands(one);
  return h("li", {}, h("a", { class: "stop-card", href: `#visit/${one.id}` },
    h("span", { class: "stop-number", "aria-hidden": "true" }, String(one.stop ?? "–")),
    h("span", { class: "stop-main" },
      h("span", { class: "strong" }, one.sheet?.name ?? say("not_loaded")),
      h("span", { class: "muted small" }, one.sheet?.address ?? ""),
      h("span", { class: "stop-line" },
        h("span", { class: "digits" }, one.arrives_at ? `${clock(one.arrives_at)}–${clock(one.leaves_at)}` : ""),
        h("span", { class: `badge ${tone}` }, label))),
    icon("next")));
}

async function taking(round) {
  if (round.state !== "given_out") return null;
  const button = h("button", { class: "button primary wide", click: async () => {
    button.disabled = true;
    try {
      const { refused } = await sync.takeRound(round.id);
      toast(refused ? say("taken_but", { count: refused }) : say("taken"));
    } catch (failure) {
      if (failure instanceof Refusal) toast(failure.message, "error");
      else if (failure instanceof Away || failure instanceof SignedOut) toast(say("needs_network"), "error");
      else throw failure;
    }
    button.disabled = false;
  } }, say("take_round"));
  return h("div", { class: "panel pad stack" }, h("p", {}, say("take_round_lead")), button);
}

export async function today(day) {
  if (!day) {
    return [h("section", { class: "empty" }, icon("inbox"), h("h1", {}, say("no_day")), h("p", {}, say("no_day_mend")),
      h("button", { class: "button primary", click: () => sync.sync() }, say("sync_now")))];
  }
  const parts = [h("div", { class: "page-head" }, h("h1", {}, longDay(day.day)), h("p", {}, say("fetched", { at: dayAndClock(day.now) }))), ...(await afterwards(day))];
  if (!day.rounds.length) parts.push(h("section", { class: "empty" }, icon("inbox"), h("h2", {}, say("no_rounds")), h("p", {}, say("no_rounds_mend"))));
  for (const round of day.rounds) {
    const mine = day.visits.filter((each) => each.round === round.id);
    const stops = [];
    for (const one of mine) stops.push(await stop(one));
    parts.push(h("section", { class: "stack", "aria-label": say("round") },
      h("p", { class: "round-line" }, icon("people"), `${round.visitors.map((each) => each.name).join(say("and"))} · ${clock(round.sets_out_at)}–${clock(round.returns_at)}`),
      round.over ? notice("info", "info", say("round_over")) : await taking(round),
      h("ol", { class: "stops" }, stops)));
  }
  return parts;
}

const outboxAgain = () => redraw("#outbox", outbox);

/** What waits to be handed in, and what was refused and why. */
export async function outbox() {
  const items = (await sync.waiting()).sort((one, other) => one.number - other.number);
  const rows = items.map((each) => h("li", { class: "out-row" },
    h("span", { class: "stop-main" },
      h("span", { class: "strong" }, say(`out_${each.type}`)),
      h("span", { class: "small muted digits" }, dayAndClock(each.body.phone_at ?? each.body.made_at)),
      each.refused ? h("span", { class: "small error" }, each.refused) : null,
      each.waits ? h("span", { class: "small muted" }, each.waits) : null),
    each.refused ? h("button", { class: "button small", click: () => sync.again(each.body.uuid).then(outboxAgain) }, say("try_again")) : h("span", { class: "badge warn" }, say("waits"))));
  return [h("div", { class: "page-head" }, h("h1", {}, say("outbox")), h("p", {}, say("outbox_lead"))),
    rows.length ? h("ul", { class: "panel outs" }, rows) : h("section", { class: "empty" }, icon("check"), h("h2", {}, say("outbox_empty"))),
    h("button", { class: "button primary wide", click: async () => { if (!(await sync.sync())) toast(say("needs_network"), "error"); await outboxAgain(); } }, say("sync_now"))];
}

/** This phone: lock it, or sign out and delete what it was given. */
export async function phone() {
  const count = await store.count("out");
  const leaving = async () => {
    await store.remove("day", "today");
    for (const kind of ["here", "done", "draft", "after"]) if (!count) for (const each of await store.list(kind)) await store.remove(kind, String(each.visit));
    await store.forgetPin();
    store.lock();
    if (!count) await store.wipe();
    document.getElementById("leave").requestSubmit();
  };
  return [h("div", { class: "page-head" }, h("h1", {}, say("phone"))),
    h("div", { class: "stack" },
      h("div", { class: "panel pad stack" }, h("h2", {}, say("lock_title")), h("p", { class: "muted" }, say("lock_lead")),
        h("button", { class: "button wide", click: () => { store.lock(); location.hash = "#today"; dispatchEvent(new Event("hashchange")); } }, say("lock_do"))),
      h("div", { class: "panel pad stack" }, h("h2", {}, say("leave_title")), h("p", { class: "muted" }, say("leave_lead")),
        count ? notice("warn", "warn", say("leave_waiting", { count })) : null,
        h("button", { class: "button danger wide", click: leaving }, count ? say("leave_anyway") : say("leave_do"))),
      h("p", { class: "muted small" }, say("keeps", { hours: facts.policy.keep_hours })))];
}
