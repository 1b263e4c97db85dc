// Puts a field where the caret was last, in the text that was written in last.
"use strict";

(() => {
  let last = null;
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-takes-fields]")) last = event.target;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-field]");
    if (!button) return;
    const text = last || document.querySelector("textarea[data-takes-fields]");
    if (!text) return;
    text.setRangeText(`{${button.dataset.field}}`, text.selectionStart, text.selectionEnd, "end");
    text.focus();
    text.dispatchEvent(new Event("input", { bubbles: true }));
  });
})();
