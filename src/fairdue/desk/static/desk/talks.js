// Call reviews by keyboard: J and K move, Enter opens; Y and N choose and lead on to the note.
"use strict";

(() => {
  const rows = [...document.querySelectorAll("a[data-row]")];
  const next = document.querySelector("a[data-next]");
  const here = document.getElementById("here");
  if (here) here.scrollIntoView({ block: "center" });

  const move = (by) => {
    const at = rows.indexOf(document.activeElement);
    const to = at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by;
    if (rows[to]) rows[to].focus();
  };

  document.addEventListener("keydown", (event) => {
    const { isOurs } = window.fairdue;
    if (event.key === "Escape" && event.target.id === "decide-note") event.target.blur();
    if (!isOurs(event) || event.shiftKey) return;
    const name =
      event.key === "Process" ? event.code.replace(/^Key/, "").toLowerCase() : event.key.toLowerCase();
    const choice = document.querySelector(`input[data-decide="${CSS.escape(name)}"]`);
    if (choice) {
      choice.checked = true;
      document.getElementById("decide-note").focus();
    } else if (rows.length && (name === "j" || name === "k")) move(name === "j" ? 1 : -1);
    else if (next && name === "j") next.click();
    else if (next && name === "k") history.back();
    else return;
    event.preventDefault();
  });
})();
