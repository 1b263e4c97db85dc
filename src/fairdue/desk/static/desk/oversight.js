// The live queue keeps its ticks when the list is fetched again, and counts them.
"use strict";

(() => {
  const boxes = () => [...document.querySelectorAll('#live input[name="item"]')];
  let ticked = new Set();

  const count = () => {
    const number = boxes().filter((box) => box.checked).length;
    const badge = document.getElementById("chosen-count");
    const words = document.getElementById("chosen-words");
    const all = document.getElementById("tick-all");
    if (badge) {
      badge.hidden = number === 0;
      badge.textContent = String(number);
    }
    if (words) words.textContent = number ? `${words.dataset.some} ${number}` : words.dataset.none;
    if (all) {
      all.checked = number > 0 && number === boxes().length;
      all.indeterminate = number > 0 && number < boxes().length;
    }
  };

  document.addEventListener("change", (event) => {
    if (event.target.id === "tick-all") {
      for (const box of boxes()) box.checked = event.target.checked;
    }
    if (event.target.closest("#live")) count();
  });
  document.addEventListener("htmx:beforeSwap", () => {
    ticked = new Set(boxes().filter((box) => box.checked).map((box) => box.value));
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const box of boxes()) box.checked = ticked.has(box.value);
    count();
  });
  count();
})();
