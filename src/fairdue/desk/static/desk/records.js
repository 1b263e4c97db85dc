// Forms of records: a field that only some kinds need is shown with those alone.
"use strict";

(() => {
  const fit = (form) => {
    const kind = form.elements.namedItem("kind") || form.elements.namedItem("decision");
    if (!kind) return;
    for (const field of form.querySelectorAll(".field[data-for]")) {
      const needed = field.dataset.for.split(" ").includes(kind.value);
      field.hidden = !needed;
      for (const control of field.querySelectorAll("input, select, textarea")) {
        control.disabled = !needed;
      }
    }
  };
  const forms = [...document.querySelectorAll("form")].filter((form) =>
    form.querySelector(".field[data-for]"),
  );
  for (const form of forms) {
    fit(form);
    form.addEventListener("change", () => fit(form));
  }
})();
