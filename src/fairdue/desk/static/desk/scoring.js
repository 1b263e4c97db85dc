// Scoring by keyboard: 1, 2 and 3 answer the item one is at and go on; J and K move between items.
"use strict";

(() => {
  const list = document.getElementById("score-items");
  if (!list) return;
  const items = [...list.querySelectorAll("fieldset")];
  const choices = (item) => [...item.querySelectorAll("input[type=radio]")];
  const at = () => items.findIndex((item) => item.contains(document.activeElement));

  const go = (to) => {
    const item = items[to];
    if (!item) return;
    const radios = choices(item);
    (radios.find((radio) => radio.checked) || radios[0]).focus();
    item.scrollIntoView({ block: "nearest" });
  };

  document.addEventListener("keydown", (event) => {
    const radio = event.target.matches("input[type=radio]");
    if (event.ctrlKey || event.altKey || event.metaKey || event.shiftKey) return;
    if (!radio && !window.fairdue.isOurs(event)) return;
    const name = event.key === "Process" ? event.code.replace(/^(Key|Digit)/, "") : event.key;
    const here = at();
    if (/^[123]$/.test(name)) {
      const item = items[Math.max(here, 0)];
      const chosen = choices(item)[Number(name) - 1];
      chosen.checked = true;
      chosen.focus();
      if (items.indexOf(item) === items.length - 1) document.getElementById("note").focus();
      else go(items.indexOf(item) + 1);
    } else if (/^j$/i.test(name)) go(here + 1);
    else if (/^k$/i.test(name)) go(Math.max(here - 1, 0));
    else return;
    event.preventDefault();
  });
})();
