// The workbench's keyboard: one key presses the control that shows it (data-key).
// A control that may not be used is disabled and carries the reason (data-why), which is said.
"use strict";

(() => {
  const { isOurs, openDialog, typing } = window.fairdue;
  const byId = (id) => document.getElementById(id);
  const UNDO_MS = 9500;
  const WAITED_FOR = new Set(["desk", "plan-body", "plan-terms"]);
  const SETTLED_MS = 150;
  const TYPING_MS = 3000;

  const say = (text) => {
    const region = byId("said");
    if (region) region.textContent = text;
  };

  const flash = (element) => {
    element.classList.remove("flash");
    void element.offsetWidth;
    element.classList.add("flash");
  };

  // A Chinese input method reports "Process"; the physical key still tells the letter.
  const nameOf = (event) => {
    if (event.key !== "Process") return event.key.toLowerCase();
    return event.code.replace(/^(Key|Digit|Numpad)/, "").toLowerCase();
  };

  const controlFor = (key) => {
    const dialog = document.querySelector("dialog[open]");
    const scope = dialog || document;
    return [...scope.querySelectorAll("[data-key]")].find(
      (control) => control.dataset.key === key && (dialog || !control.closest("dialog")),
    );
  };

  const press = (control) => {
    if (control.disabled || control.getAttribute("aria-disabled") === "true") {
      say(control.dataset.why || "");
      flash(control);
      const reason = document.querySelector(control.dataset.reason || "#no-such-thing");
      if (reason) flash(reason);
      return;
    }
    control.click();
    // A choice made by its key leads on to the field that comes next.
    const next = control.dataset.then && byId(control.dataset.then);
    if (next) next.focus();
  };

  // While the server answers, keys wait their turn: the figures of a promise typed at speed
  // must reach its form, not fall on the outcomes.
  const waiting = [];
  let asked = null;
  let answering = null; // the part of the page that the answer replaces

  // What a script writes into a field, the browser doesn't report as a change when it is left.
  const tellChange = (field) => {
    if (!("struck" in field.dataset)) return;
    delete field.dataset.struck;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  };

  const write = (field, key) => {
    const fields = [...field.form.querySelectorAll("input:not([type=hidden]), select, textarea, button")];
    if (key === "Enter" && field.matches("input")) field.form.requestSubmit();
    else if (key === "Tab") {
      tellChange(field);
      (fields[fields.indexOf(field) + 1] || field).focus();
    } else if ((key.length === 1 || key === "Backspace") && field.setRangeText && field.selectionStart !== null) {
      const { selectionStart: start, selectionEnd: end } = field;
      if (key === "Backspace") field.setRangeText("", start === end ? Math.max(0, start - 1) : start, end, "end");
      else field.setRangeText(key, start, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dataset.struck = "";
    }
  };

  const strike = (key, name) => {
    const field = document.activeElement;
    const control = controlFor(name);
    if (typing(field) && field.form) write(field, key);
    else if (control) press(control);
    else if (key === "Enter" && field.matches("button")) field.click();
  };

  const answered = (event, kept) => {
    if (event.detail.xhr !== asked) return;
    asked = null;
    if (!kept) waiting.length = 0;
    const field = document.activeElement;
    if (waiting.length && typing(field) && field.select) field.select(); // as Tab would have
    while (waiting.length && !asked) strike(...waiting.shift());
  };

  // The telephone's strip looks again by itself, and must not come between a person and the page:
  // it neither asks nor changes while an answer of the desk's is awaited, which brings the strip
  // along, nor while something is held down in it, nor does it open a call over what is typed.
  let held = false;
  let typedAt = -TYPING_MS;
  const looksByItself = ({ elt, triggeringEvent }) =>
    elt.id === "line" && !(triggeringEvent && triggeringEvent.type === "submit");
  const isBusy = () =>
    document.querySelector("dialog[open]") || performance.now() < typedAt + TYPING_MS;
  const hold = (event) => {
    held = event.type === "pointerdown" || (event.type === "keydown" && event.key === " ");
  };
  for (const name of ["pointerdown", "pointerup", "pointercancel", "keydown", "keyup"]) {
    document.addEventListener(name, hold, true);
  }
  window.addEventListener("blur", () => { held = false; });
  document.addEventListener("input", () => { typedAt = performance.now(); });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const { target, xhr, requestConfig } = event.detail;
    if (!target) return;
    const waitedFor = WAITED_FOR.has(target.id);
    if (looksByItself(requestConfig) && (asked || (waitedFor && isBusy()))) event.preventDefault();
    else if (waitedFor) {
      [asked, answering] = [xhr, target];
      // Where the part of the page that asked is gone by then, htmx tells nobody of the answer.
      xhr.addEventListener("loadend", () => {
        window.setTimeout(() => answered({ detail: { xhr } }, xhr.status > 0 && xhr.status < 400), SETTLED_MS);
      });
    }
  });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target.id === "line" && looksByItself(detail.requestConfig) && (asked || held)) detail.shouldSwap = false;
  });
  for (const failed of ["htmx:responseError", "htmx:sendError", "htmx:timeout", "htmx:sendAbort"]) {
    document.addEventListener(failed, (event) => answered(event, false));
  }

  // The answer replaces the fields of a plan; what is struck in them meanwhile is for what comes.
  const isForWhatComes = (event) =>
    asked && answering.id !== "desk" && answering.contains(event.target) &&
    !event.ctrlKey && !event.altKey && !event.metaKey && !event.isComposing;

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && typing(event.target) && !document.querySelector("dialog[open]")) {
      event.target.blur();
      return;
    }
    if (asked && event.key === "Escape") {
      waiting.length = 0; // a dialog closes without waiting
      return;
    }
    if ((!isOurs(event) && !isForWhatComes(event)) || event.key === "/") return;
    const name = nameOf(event);
    if (asked) {
      waiting.push([event.key, name]);
      event.preventDefault();
      return;
    }
    if (event.shiftKey && event.key !== "?") return;
    if (controlFor(name)) {
      event.preventDefault();
      strike(event.key, name);
    }
  });

  // Hanging up takes the number off the screen and leads to the outcomes.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-hang-up]");
    if (!button) return;
    document.querySelectorAll("[data-while-calling]").forEach((part) => part.remove());
    button.closest(".called").classList.add("ended");
    button.disabled = true;
    say(button.dataset.said);
    const first = document.querySelector(".outcomes .button:not(:disabled)");
    if (first) first.focus();
  });

  // Of the fields of a plan the one changed last holds, where they don't fit.
  document.addEventListener("input", (event) => {
    const told = event.target.dataset && event.target.dataset.changes;
    if (told) byId(told).value = event.target.name;
  });

  // The full list of outcomes: type to narrow, arrows to move, Enter to choose.
  const visible = (list) => [...list.querySelectorAll(".button")].filter((item) => !item.hidden);

  const pick = (list, index) => {
    const items = visible(list);
    list.querySelectorAll(".picked").forEach((item) => item.classList.remove("picked"));
    const item = items[Math.max(0, Math.min(index, items.length - 1))];
    if (item) {
      item.classList.add("picked");
      item.scrollIntoView({ block: "nearest" });
    }
  };

  document.addEventListener("input", (event) => {
    const box = event.target;
    if (box.matches("[data-type-ahead]")) {
      const list = byId(box.dataset.typeAhead);
      const words = box.value.trim().toLowerCase();
      list.querySelectorAll(".button").forEach((item) => {
        item.hidden = !item.dataset.words.toLowerCase().includes(words);
      });
      pick(list, 0);
    }
    if (box.matches("[data-filter]")) {
      const words = box.value.trim().toLowerCase();
      let shown = 0;
      byId(box.dataset.filter).querySelectorAll("li").forEach((line) => {
        line.hidden = !line.textContent.toLowerCase().includes(words);
        shown += line.hidden ? 0 : 1;
      });
      const none = byId(`${box.dataset.filter}-none`);
      if (none) none.hidden = shown > 0;
    }
  });

  document.addEventListener("keydown", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLElement) || !box.matches("[data-type-ahead]")) return;
    const list = byId(box.dataset.typeAhead);
    const items = visible(list);
    const at = items.findIndex((item) => item.classList.contains("picked"));
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      pick(list, at + (event.key === "ArrowDown" ? 1 : -1));
    }
    if (event.key === "Enter" && !event.isComposing) {
      event.preventDefault();
      if (items.length) items[Math.max(at, 0)].click();
    }
  });

  // After each answer of the server: the way back lasts ten seconds (less the way to the
  // server), and reading starts anew.
  let undoTimer = 0;
  const settle = () => {
    const toast = document.querySelector("#toast .toast");
    window.clearTimeout(undoTimer);
    if (toast) undoTimer = window.setTimeout(() => toast.remove(), UNDO_MS);
    const dialog = document.querySelector("dialog[data-open-now]");
    if (dialog) {
      dialog.removeAttribute("data-open-now"); // once; an answer settles in several parts
      openDialog(dialog);
    }
  };

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "desk") return;
    const heading = byId("now-heading");
    if (heading) heading.focus({ preventScroll: true });
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    settle();
    answered(event, true);
  });
  document.addEventListener("DOMContentLoaded", settle);
})();
