// A decision table edited by keyboard: arrows go from cell to cell, Enter edits one, Alt with an
// arrow moves the row. The server renders every row and says what is wrong with a cell.
//
// People type faster than a server answers. So everything asked of it waits in one line and is
// sent in order, and an answer never touches a cell that is being edited or has a newer value.
"use strict";

(() => {
  const grid = () => document.querySelector("#grid[data-editable]");
  const cells = (row) => [...row.querySelectorAll("td[data-field]")];
  const rows = () => [...grid().querySelectorAll("tbody tr")];
  const cellOf = (row, field) => cells(row).find((each) => each.dataset.field === field);
  let at = { place: 0, field: null, name: "" };

  const cellAt = () => {
    const row = rows().find((each) => Number(each.dataset.place) === at.place) || rows()[0];
    return row ? cellOf(row, at.field) || cells(row)[0] : null;
  };

  // One cell at a time can be reached by Tab; the others by arrows.
  const goTo = (cell, focus = true) => {
    if (!cell) return;
    for (const other of grid().querySelectorAll('td[tabindex="0"]')) other.tabIndex = -1;
    cell.tabIndex = 0;
    const row = cell.closest("tr");
    at = { place: Number(row.dataset.place), field: cell.dataset.field, name: row.dataset.name };
    for (const other of rows()) other.classList.toggle("current", other === row);
    grid().querySelector("[data-row-name]").textContent = `${at.place + 1} · ${at.name}`;
    if (focus) cell.focus();
  };

  const beside = (cell, across, down) => {
    const row = cell.closest("tr");
    const near = down > 0 ? row.nextElementSibling : down < 0 ? row.previousElementSibling : row;
    if (!near) return cell;
    const place = cells(row).indexOf(cell) + across;
    return cells(near)[Math.max(0, Math.min(place, cells(near).length - 1))];
  };

  // What waits to be sent, the first being under way: cells to save, rows and columns to change.
  const line = [];
  let sending = false;
  const enqueue = async (job) => {
    line.push(job);
    if (sending) return;
    sending = true;
    try {
      while (line.length) await line[0].send(line[0]).finally(() => line.shift());
    } finally {
      sending = false;
    }
  };
  const isWaiting = (cell, but) =>
    line.some(
      (job) => job !== but && job.row === cell.closest("tr") && job.field === cell.dataset.field,
    );
  const ask = async (url, values, how) => {
    const state = Object.fromEntries(
      [...document.querySelectorAll("#draft-state input")].map((each) => [each.name, each.value]),
    );
    const asked = { source: "#grid", ...how, values: { ...state, ...values } };
    await window.htmx.ajax("POST", url, asked).catch(() => {});
  };

  // Amounts are edited one currency a line; the server takes a line's end for a slash.
  const kept = (cell) =>
    cell.dataset.kind === "amount" ? cell.dataset.typed.replaceAll(" / ", "\n") : cell.dataset.typed;

  const reach = (form) => {
    const input = form.elements.value;
    input.focus();
    if (input.select) input.select();
    form.closest("td").scrollIntoView({ block: "nearest", inline: "nearest" });
  };

  const edit = (cell, typed = null, focus = true) => {
    const open = cell.querySelector("form");
    if (open) return reach(open);
    const form = grid()
      .querySelector(`template[data-editor="${cell.dataset.kind}"]`)
      .content.firstElementChild.cloneNode(true);
    const input = form.elements.value;
    input.value = typed === null ? kept(cell) : typed;
    input.setAttribute("aria-label", cell.dataset.label);
    form.querySelector(".cell-hint").textContent = cell.dataset.hint;
    cell.dataset.before = cell.innerHTML;
    cell.removeAttribute("aria-busy");
    cell.replaceChildren(form);
    if (!focus) return;
    if (typed === null) reach(form);
    else input.focus();
  };

  const plain = (words) => {
    const text = document.createElement("span");
    text.className = "cell-text";
    text.textContent = words;
    return text;
  };

  // As it was typed, until the server's answer shows how it is read.
  const show = (cell, value, words = value) => {
    cell.replaceChildren(plain(words));
    cell.dataset.typed = value.replaceAll("\n", " / ");
    cell.setAttribute("aria-busy", "true");
  };

  const undo = (cell) => {
    cell.innerHTML = cell.dataset.before;
    delete cell.dataset.before;
  };

  const restore = (cell) => {
    const form = cell.querySelector("form");
    form.elements.value.value = kept(cell);
    delete form.dataset.tried;
    commit(cell); // what the server left open is asked for as it is kept, or else just put back
    goTo(cell);
  };

  const commit = (cell) => {
    const form = cell.querySelector("form");
    if (!form || form.dataset.done) return;
    const input = form.elements.value;
    if (input.value === form.dataset.tried) return;
    form.dataset.done = "yes"; // losing the focus saves nothing any more
    const before = cell.dataset.before;
    if (before !== undefined && input.value === kept(cell)) return undo(cell);
    const { value } = input;
    const job = { row: cell.closest("tr"), field: cell.dataset.field, value, send: save };
    Object.assign(job, { before, typed: cell.dataset.typed });
    delete cell.dataset.before;
    show(cell, value, input.selectedOptions ? input.selectedOptions[0].textContent : value);
    enqueue(job);
  };

  const hasFocus = (cell) => [cell, document.body].includes(document.activeElement);

  const save = async (job) => {
    if (!job.row) return; // taken out meanwhile
    const values = { place: job.row.dataset.place, field: job.field, value: job.value };
    const answer = document.createElement("template");
    let status = 0;
    const handler = (_source, { xhr }) => {
      status = xhr.status;
      answer.innerHTML = xhr.responseText;
    };
    await ask(grid().dataset.cells, values, { swap: "none", handler });
    const fresh = answer.content.querySelector("tr[data-place]");
    if (!fresh) return failed(job);
    for (const each of answer.content.querySelectorAll("#draft-state input")) {
      document.querySelector(`#draft-state [name="${each.name}"]`).value = each.value;
    }
    renew(job, fresh);
    if (status === 200) window.htmx.trigger(document.body, "edited");
  };

  // Every cell of the row as the server has it now, but for those that people are still at.
  const renew = (job, fresh) => {
    const { row } = job;
    row.dataset.name = fresh.dataset.name;
    row.classList.toggle("new-row", fresh.classList.contains("new-row"));
    row.cells[0].replaceChildren(...fresh.cells[0].childNodes);
    for (const cell of cells(row)) {
      const other = cellOf(fresh, cell.dataset.field);
      if (!other || isWaiting(cell, job)) continue;
      const isMine = cell.dataset.field === job.field;
      if (cell.querySelector("form")) {
        if (cell.dataset.before === undefined) continue;
        cell.dataset.typed = other.dataset.typed;
        const shown = other.querySelector("form") ? plain(kept(cell)).outerHTML : other.innerHTML;
        cell.dataset.before = shown;
        continue;
      }
      cell.className = other.className;
      cell.dataset.typed = other.dataset.typed;
      cell.removeAttribute("aria-busy");
      cell.replaceChildren(...other.childNodes);
      const refused = cell.querySelector("form");
      if (refused && isMine && hasFocus(cell)) reach(refused);
    }
    if (row.classList.contains("current")) goTo(cellAt(), document.activeElement === document.body);
  };

  // No answer, or none that was meant for us: what was typed stays, to be sent again.
  const failed = (job) => {
    window.htmx.trigger(document.body, "htmx:responseError");
    const cell = cellOf(job.row, job.field);
    if (cell.querySelector("form") || isWaiting(cell, job)) return;
    cell.removeAttribute("aria-busy");
    edit(cell, job.value, hasFocus(cell));
    cell.dataset.typed = job.typed;
    if (job.before === undefined) delete cell.dataset.before;
    else cell.dataset.before = job.before;
    const said = cell.querySelector(".cell-hint");
    said.className = "cell-error";
    said.setAttribute("role", "alert");
    said.textContent = grid().dataset.unsaved;
  };

  // Rows move and columns come and go: the whole grid is new, but nothing open in it is lost.
  const find = (row) => {
    const alike = rows().filter((each) => each.dataset.name === row.dataset.name);
    const away = (each) => Math.abs(each.dataset.place - row.dataset.place);
    return alike.sort((one, other) => away(one) - away(other))[0] || null;
  };

  const rearrange = async (job) => {
    if (job.row === null) return; // taken out meanwhile
    const asked = at;
    const old = grid();
    const place = job.row ? { place: job.row.dataset.place } : {};
    await ask(job.url, { ...job.values, ...place }, { target: "#grid", swap: "outerHTML" });
    if (grid() === old) return;
    for (const each of line) {
      if (each === job || !each.row) continue;
      each.row = find(each.row);
      const cell = each.row && each.field && cellOf(each.row, each.field);
      if (cell) show(cell, each.value);
    }
    const typing = carryOver(old);
    if (at === asked) {
      at = { ...at, place: Number(grid().querySelector("[data-focus-place]").dataset.focusPlace) };
    } else {
      const row = rows().find((each) => each.dataset.name === at.name);
      if (row) at = { ...at, place: Number(row.dataset.place) };
    }
    goTo(typing || cellAt(), !typing);
  };

  // Editors open in the old grid go on in the new one; gives the cell that is being typed in.
  const carryOver = (old) => {
    let typing = null;
    for (const { form, cell, focused, start, end } of carried.get(old) || []) {
      delete form.dataset.done;
      const row = find(cell.closest("tr"));
      const target = row && cellOf(row, cell.dataset.field);
      if (!target) continue;
      if (cell.dataset.before !== undefined) target.dataset.before = target.innerHTML;
      target.replaceChildren(form);
      if (!focused) continue;
      typing = target;
      form.elements.value.focus();
      if (start !== null) form.elements.value.setSelectionRange(start, end);
    }
    return typing;
  };

  const carried = new WeakMap();
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (!grid() || detail.target !== grid() || !detail.shouldSwap) return;
    const open = [...grid().querySelectorAll("td form")].map((form) => {
      const input = form.elements.value;
      form.dataset.done = "yes"; // losing the focus saves nothing meanwhile
      const { selectionStart: start = null, selectionEnd: end = null } = input;
      const focused = input === document.activeElement;
      return { form, cell: form.closest("td"), focused, start, end };
    });
    carried.set(grid(), open);
  });

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
      goTo(cell);
    } else if (event.key.length === 1) {
      if (event.key === " ") event.preventDefault();
      const chooses = cell.dataset.kind === "flag" || cell.dataset.kind === "then";
      edit(cell, chooses || event.key === " " ? null : "");
    }
  };

  const CELL = "#grid[data-editable] td[data-field]";
  document.addEventListener("keydown", (event) => {
    const cell = event.target.closest?.(CELL);
    if (!cell) return;
    if (event.target.closest("form")) whileEditing(event, cell);
    else whileMoving(event, cell);
  });
  document.addEventListener("click", (event) => {
    const out = event.target.closest("#grid[data-editable] [data-column-out]");
    if (out && window.confirm(out.dataset.ask)) {
      const values = { op: "remove", input: out.dataset.columnOut };
      enqueue({ url: grid().querySelector("form[data-columns]").action, values, send: rearrange });
    }
    const cell = event.target.closest(CELL);
    if (!cell || event.target.closest("form")) return;
    goTo(cell, !cell.querySelector("form"));
  });
  document.addEventListener("dblclick", (event) => {
    const cell = event.target.closest(CELL);
    if (cell && !event.target.closest("form")) edit(cell);
  });
  document.addEventListener("focusout", (event) => {
    const cell = event.target.closest?.(CELL);
    if (cell && event.target.closest("form") && !cell.contains(event.relatedTarget)) commit(cell);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("#grid[data-editable] form");
    if (!form) return;
    event.preventDefault();
    const cell = form.closest(CELL);
    if (cell) return commit(cell);
    const values = Object.fromEntries(new FormData(form));
    if (event.submitter) values[event.submitter.name] = event.submitter.value;
    const row = "rows" in form.dataset ? { row: cellAt().closest("tr") } : {};
    enqueue({ url: form.action, values, send: rearrange, ...row });
  });
  window.addEventListener("beforeunload", (event) => {
    if (line.length) event.preventDefault();
  });
  if (grid()) goTo(cellAt(), false);
})();
