// Builds pages out of plain elements, in the language that the page was made in.

const words = JSON.parse(document.getElementById("words").textContent);
export const facts = JSON.parse(document.getElementById("facts").textContent);
export const page = document.getElementById("content");

/** The text of a key, with {names} filled in. */
export function say(key, values = {}) {
  const text = words[key];
  if (text === undefined) throw new Error(`no words for ${key}`);
  return text.replace(/\{(\w+)\}/g, (_all, name) => values[name]);
}

/** An element. Attributes that are functions are listeners; children are elements or texts. */
export function h(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** A picture of the desk's. */
export function icon(name) {
  const drawn = document.createElementNS(SVG, "svg");
  drawn.setAttribute("class", "icon");
  drawn.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${facts.icons}#${name}`);
  drawn.append(use);
  return drawn;
}

export function notice(tone, picture, ...text) {
  return h("div", { class: `notice ${tone}`, role: tone === "error" ? "alert" : "status" }, icon(picture), h("span", {}, ...text));
}

/** Dials the police where a visit is; without one, where the lender is. */
export function emergencyCall(visit = null, tone = "danger") {
  const number = visit?.emergency || facts.emergency;
  return h("a", { class: `button ${tone} wide`, href: `tel:${number}` }, icon("phone"), say("call", { number }));
}

let asked = 0;

/** Draw a screen, an async function that gives the parts of a page, and show it: not if another page
 * was asked for while it was drawn, for the last one asked for is the one that stays. */
export async function draw(screen, ...given) {
  asked += 1;
  const mine = asked;
  const parts = await screen(...given);
  if (mine === asked) show(...parts);
}

/** Draw a screen anew where it still is what the address names. */
export async function redraw(address, screen, ...given) {
  if (location.hash === address) await draw(screen, ...given);
}

/** Put a page in place of the last one, with the focus at its beginning. */
export function show(...parts) {
  asked += 1;
  page.replaceChildren(...parts.filter(Boolean));
  page.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

/** A short message at the bottom, read aloud. */
export function toast(text, tone = "") {
  const bar = document.getElementById("toast");
  bar.className = `toast ${tone}`;
  bar.textContent = text;
  bar.hidden = false;
  clearTimeout(bar.timer);
  bar.timer = setTimeout(() => { bar.hidden = true; }, 4000);
}

const LOCALE = document.documentElement.lang === "en" ? "en-GB" : "zh-CN";

export function clock(moment) {
  return new Date(moment).toLocaleTimeString(LOCALE, { hour: "2-digit", minute: "2-digit", timeZone: facts.zone });
}

export function dayAndClock(moment) {
  return new Date(moment).toLocaleString(LOCALE, {
    month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: facts.zone,
  });
}

export function longDay(day) {
  return new Date(`${day}T12:00:00Z`).toLocaleDateString(LOCALE, { weekday: "long", month: "long", day: "numeric", timeZone: "UTC" });
}
