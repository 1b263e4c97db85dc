// Setting a phone up, and opening it again: by its code without network, by signing in with it.

import { emergencyCall, h, icon, say, facts, show, notice } from "./dom.js";
import { Away, Refusal, SignedOut, base64, bytesOf, post } from "./net.js";
import * as store from "./store.js";
import { sync } from "./sync.js";

const digits = () => facts.policy.pin_digits;
const isTrivial = (pin) => /^(\d)\1*$/.test(pin) || "01234567890".includes(pin) || "09876543210".includes(pin);

function pinField(id, label, autofocus = false) {
  return h("div", { class: "field" },
    h("label", { for: id }, label),
    h("input", { id, name: id, type: "password", inputmode: "numeric", autocomplete: "off", maxlength: digits(),
      pattern: `\\d{${digits()}}`, required: true, autofocus, class: "pin" }));
}

function failed(failure) {
  if (failure instanceof SignedOut) return say("signed_out_mend");
  if (failure instanceof Away) return say("needs_network");
  if (failure instanceof Refusal) return failure.message;
  throw failure;
}

function pinOf(form) {
  const [one, two] = [form.elements.pin.value, form.elements.again.value];
  if (!new RegExp(`^\\d{${digits()}}$`).test(one)) throw new Error(say("pin_short", { digits: digits() }));
  if (isTrivial(one)) throw new Error(say("pin_trivial"));
  if (one !== two) throw new Error(say("pin_differs"));
  return one;
}

function pinForm(title, lead, button, submitted) {
  const error = h("div", { class: "error-place", "aria-live": "assertive" });
  const form = h("form", { class: "stack", novalidate: true, submit: async (event) => {
    event.preventDefault();
    const pressed = form.querySelector("button");
    pressed.disabled = true;
    try { await submitted(pinOf(form)); } catch (failure) {
      const known = [SignedOut, Away, Refusal].some((kind) => failure instanceof kind);
      error.replaceChildren(notice("error", "stop", known ? failed(failure) : failure.message));
    }
    pressed.disabled = false;
  } }, pinField("pin", say("pin_choose", { digits: digits() }), true), pinField("again", say("pin_again")), error,
  h("button", { class: "button primary wide" }, button));
  return h("section", { class: "alone stack" }, icon("logo"), h("h1", {}, title), h("p", { class: "muted" }, lead), form);
}

/** Register this phone: needs the network and a visitor who is signed in. */
export async function setUp(then) {
  show(pinForm(say("set_up"), say("set_up_lead"), say("set_up_do"), async (pin) => {
    const { uuid, publicKey } = await store.identity();
    const { key } = await post("register/", { device: uuid, public_key: base64(publicKey), name: navigator.userAgentData?.platform ?? navigator.platform });
    await store.takeKey(bytesOf(key), pin);
    await store.plain.put("registered", true);
    await sync();
    await then();
  }));
}

async function renew(then) {
  const { uuid } = await store.identity();
  const { key } = await post("open/", { device: uuid });
  show(pinForm(say("pin_new"), say("pin_new_lead"), say("pin_new_do"), async (pin) => {
    await store.takeKey(bytesOf(key), pin);
    await sync();
    await then();
  }));
}

/** Ask for the code. Who forgot it signs in and chooses another; nothing is lost by that. */
export async function locked(then) {
  const error = h("div", { class: "error-place", "aria-live": "assertive" });
  const complain = (text) => error.replaceChildren(notice("error", "stop", text));
  const forgot = h("button", { class: "button quiet wide", type: "button", click: async () => {
    try { await renew(then); } catch (failure) {
      if (failure instanceof Refusal && failure.code === "revoked") { await sync(); complain(failure.message); await store.wipe(); return; }
      complain(failed(failure));
    }
  } }, say("pin_forgot"));
  if (!(await store.hasPin())) {
    try { await renew(then); return; } catch (failure) { complain(failed(failure)); }
  }
  const form = h("form", { class: "stack", novalidate: true, submit: async (event) => {
    event.preventDefault();
    const pressed = form.querySelector("button");
    pressed.disabled = true;
    try {
      await store.unlock(form.elements.pin.value);
      sync();
      await then();
      return;
    } catch (failure) {
      if (failure instanceof store.Wait) complain(say("pin_wait", { seconds: failure.seconds }));
      else if (failure instanceof store.WrongPin) complain(say("pin_wrong"));
      else throw failure;
    }
    form.elements.pin.value = "";
    form.elements.pin.focus();
    pressed.disabled = false;
  } }, pinField("pin", say("pin"), true), error, h("button", { class: "button primary wide" }, say("unlock")), forgot);
  show(h("section", { class: "alone stack" }, icon("logo"), h("h1", {}, say("locked")), form, emergencyCall(null, "quiet")));
  form.elements.pin.focus();
}
