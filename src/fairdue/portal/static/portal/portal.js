// What every page of the portal needs beyond plain HTML: it works without this file too.
"use strict";

(() => {
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-dismiss]");
    if (target) target.closest("[role]").hidden = true;
  });

  const lost = () => {
    const toast = document.getElementById("connection-lost");
    if (toast) toast.hidden = false;
  };
  document.addEventListener("htmx:responseError", lost);
  document.addEventListener("htmx:sendError", lost);
  document.addEventListener("htmx:timeout", lost);

  // A slider and the number beside it show the same while one is moved.
  document.addEventListener("input", (event) => {
    const slide = event.target;
    const twin = slide.dataset && document.getElementById(slide.dataset.twin || "");
    if (!twin) return;
    twin.value = slide.value;
    slide.setAttribute("aria-valuetext", inWords(slide));
  });

  // What a slider stands at, as a screen reader says it: money with its currency, or months.
  const inWords = (slide) => {
    const { currency, unit } = slide.dataset;
    if (!currency) return `${slide.value} ${unit}`;
    const money = { style: "currency", currency };
    return new Intl.NumberFormat(document.documentElement.lang, money).format(slide.value);
  };

  // A second click on the same button sends nothing: what counts is sent once. The form keeps
  // its token, so a double sending that slips through has one effect all the same.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    window.addEventListener("pageshow", () => delete form.dataset.sent, { once: true });
  });
})();
