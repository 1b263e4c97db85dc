// What every page of the desk needs: notices about a lost connection, links with a key,
// dialogs opened and closed by attribute. No script is written inside a page.
"use strict";

(() => {
  // Choosing among radio buttons is no typing: keys go on to act.
  const typing = (element) =>
    element instanceof HTMLElement &&
    (element.isContentEditable ||
      element.matches("input:not([type=radio], [type=checkbox]), select, textarea"));

  // A single key acts only when nobody is typing and the browser has no claim on it.
  const isOurs = (event) =>
    !event.defaultPrevented && !event.ctrlKey && !event.altKey && !event.metaKey &&
    !event.isComposing && !event.repeat && !typing(event.target);

  const openDialog = (dialog) => {
    if (!dialog || dialog.open) return;
    dialog.showModal();
    dialog.dispatchEvent(new CustomEvent("opened")); // what it shows is asked for at once
    const first = dialog.querySelector("[autofocus], input:not([type=hidden]), select, textarea");
    (first || dialog.querySelector("button")).focus();
  };

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-open], [data-close], [data-dismiss], [data-print]");
    if (!target) return;
    if (target.dataset.open) openDialog(document.getElementById(target.dataset.open));
    if ("close" in target.dataset) target.closest("dialog").close();
    if ("print" in target.dataset) window.print();
    if ("dismiss" in target.dataset) target.closest("[role]").hidden = true;
  });

  const lost = () => {
    const toast = document.getElementById("connection-lost");
    if (toast) toast.hidden = false;
  };
  document.addEventListener("htmx:responseError", lost);
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || !isOurs(event) || document.querySelector("dialog[open]")) return;
    const here = document.getElementById("search-for");
    const link = document.querySelector('a[data-key="/"]');
    if (!here && !link) return;
    event.preventDefault();
    if (here) here.focus();
    else link.click();
  });

  window.fairdue = { isOurs, openDialog, typing };
})();
