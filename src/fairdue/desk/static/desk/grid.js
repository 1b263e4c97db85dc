// A decision table edited by keyboard: arrows go from cell to cell, Enter edits one, Alt with an
// arrow moves the row. The server renders every row and says what is wrong with a cell.
"use strict";

(() => {
  const grid = () => document.querySelector("#grid[data-editable]");
  const cells = (row) => [...row.querySelectorAll("td[data-field]")];
  const rows = () => [...grid().querySelectorAll("tbody tr")];
  let at = { place: 0, field: null };

  const cellAt = () => {
    const row = rows().find((each) => Number(each.dataset.place) === at.place) || rows()[0];
    if (!row) return null;
    return cells(row).find((each) => each.dataset.field === at.field) || cells(row)[0];
  };

  // One cell at a time can be reached by Tab; the others by arrows.
  const goTo = (cell, focus = true) => {
    if (!cell) return;
    for (const other of grid().querySelectorAll('td[tabindex="0"]')) other.tabIndex = -1;
    cell.tabIndex = 0;
    const row = cell.closest("tr");
    at = { place: Number(row.dataset.place), field: cell.dataset.field };
    for (const other of rows()) other.classList.toggle("current", other === row);
    const tools = grid().querySelector(".grid-tools");
    tools.querySelector('input[name="place"]').value = String(at.place);
    tools.querySelector("[data-row-name]").textContent = `${at.place + 1} · ${row.dataset.name}`;
    if (focus) cell.focus();
  };

  const beside = (cell, across, down) => {
    const row = cell.closest("tr");
    const near = down > 0 ? row.nextElementSibling : down < 0 ? row.previousElementSibling : row;
    if (!near) return cell;
    const place = cells(row).indexOf(cell) + across;
    return cells(near)[Math.max(0, Math.min(place, cells(near).length - 1))];
  };

  // Amounts are edited one currency a line; the server takes a line's end for a slash.
  const kept = (cell) =>
    cell.dataset.kind === "amount" ? cell.dataset.typed.replaceAll(" / ", "\n") : cell.dataset.typed;

  const edit = (cell, typed = null) => {
    if (cell.querySelector("form")) return;
    const form = grid()
      .querySelector(`template[data-editor="${cell.dataset.kind}"]`)
      .content.firstElementChild.cloneNode(true);
    form.elements.place.value = cell.closest("tr").dataset.place;
    form.elements.field.value = cell.dataset.field;
    const input = form.elements.value;
    input.value = typed === null ? kept(cell) : typed;
    input.setAttribute("aria-label", cell.dataset.label);
    form.querySelector(".cell-hint").textContent = cell.dataset.hint;
    cell.dataset.before = cell.innerHTML;
    cell.replaceChildren(form);
    window.htmx.process(form);
    input.focus();
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (typed === null && input.select) input.select();
  };

  const restore = (cell) => {
    const form = cell.querySelector("form");
    if (!form) return;
    if (cell.dataset.before === undefined) {
      // The server left it open because it could not take it; ask for the row as it is kept.
      form.elements.value.value = kept(cell);
      form.requestSubmit();
      return;
    }
    form.dataset.done = "yes";
    cell.innerHTML = cell.dataset.before;
    delete cell.dataset.before;
    goTo(cell);
  };

  const commit = (cell) => {
    const form = cell.querySelector("form");
    if (!form || form.dataset.done || form.elements.value.value === form.dataset.tried) return;
    form.dataset.done = "yes";
    if (cell.dataset.before !== undefined && form.elements.value.value === kept(cell)) {
      cell.innerHTML = cell.dataset.before;
      delete cell.dataset.before;
      return;
    }
    form.requestSubmit();
  };

  const MOVES = {
    ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1],
    Home: [-Infinity, 0], End: [Infinity, 0],
  };

  const whileEditing = (event, cell) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      event.preventDefault();
      restore(cell);
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      commit(cell);
      if (!cell.querySelector("form")) goTo(cell);
    } else if (event.key === "Tab") {
      const next = beside(cell, event.shiftKey ? -1 : 1, 0);
      if (next === cell) return;
      event.preventDefault();
      commit(cell);
      goTo(next);
    }
  };

  const whileMoving = (event, cell) => {
    if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      const op = event.key === "ArrowUp" ? "up" : "down";
      grid().querySelector(`.grid-tools button[value="${op}"]`).click();
      return;
    }
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key in MOVES) {
      event.preventDefault();
      goTo(beside(cell, ...MOVES[event.key]));
    } else if (event.key === "Enter" || event.key === "F2") {
      event.preventDefault();
      edit(cell);
    } else if (event.key === "Delete" || event.key === "Backspace") {
      if (cell.dataset.kind === "then" || cell.dataset.typed === "") return;
      event.preventDefault();
      edit(cell, "");
      commit(cell);
    } else if (event.key.length === 1 && cell.querySelector("form") === null) {
      if (event.key === " ") event.preventDefault();
      const chooses = cell.dataset.kind === "flag" || cell.dataset.kind === "then";
      edit(cell, chooses || event.key === " " ? null : "");
    }
  };

  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.("#grid[data-editable] td[data-field]");
    if (!cell) return;
    if (event.target.closest("form")) whileEditing(event, cell);
    else whileMoving(event, cell);
  });
  document.addEventListener("click", (event) => {
    const cell = event.target.closest("#grid[data-editable] td[data-field]");
    if (!cell || event.target.closest("form")) return;
    goTo(cell, !cell.querySelector("form"));
  });
  document.addEventListener("dblclick", (event) => {
    const cell = event.target.closest("#grid[data-editable] td[data-field]");
    if (cell) edit(cell);
  });
  document.addEventListener("focusout", (event) => {
    const cell = event.target.closest?.("#grid[data-editable] td[data-field]");
    if (cell && event.target.closest("form") && !cell.contains(event.relatedTarget)) commit(cell);
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    const settled = event.target.closest?.("#grid[data-editable]");
    if (!settled) return;
    const open = settled.querySelector("td form [name=value]");
    if (open) {
      open.focus();
      open.closest("td").scrollIntoView({ block: "nearest", inline: "nearest" });
      return;
    }
    const isWhole = event.target.id === "grid";
    if (isWhole) at.place = Number(settled.querySelector("[data-focus-place]").dataset.focusPlace);
    goTo(cellAt(), isWhole || document.activeElement === document.body);
  });
  if (grid()) goTo(cellAt(), false);
})();
