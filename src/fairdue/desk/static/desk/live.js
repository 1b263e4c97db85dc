// What comes again by itself ([data-live]) is read while it changes. So only texts that differ are
// written, and whoever has a link of it in focus keeps it, without hearing it again. Where more than
// texts changed, it is replaced. It rests while the page is hidden and comes at once when it shows.
"use strict";

(() => {
  const texts = (root) => {
    const found = [];
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  };
  const bare = (root) => {
    const copy = root.cloneNode(true);
    for (const text of texts(copy)) text.data = "";
    return copy;
  };
  const alike = (one, other) => {
    const [ours, theirs] = [[...one.children], [...other.children]];
    return ours.length === theirs.length &&
      ours.every((each, place) => bare(each).isEqualNode(bare(theirs[place])));
  };

  document.addEventListener("htmx:beforeSwap", (event) => {
    const { target, serverResponse } = event.detail;
    if (!target.matches("[data-live]") || !event.detail.shouldSwap) return;
    const answer = new DOMParser().parseFromString(serverResponse, "text/html");
    const fresh = answer.getElementById(target.id);
    if (!fresh || !alike(target, fresh)) return;
    event.detail.shouldSwap = false;
    const news = texts(fresh);
    texts(target).forEach((text, place) => {
      if (text.data !== news[place].data) text.data = news[place].data;
    });
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    if (document.hidden && event.target.matches("[data-live]")) event.preventDefault();
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    for (const each of document.querySelectorAll("[data-live]")) window.htmx.trigger(each, "seen");
  });
})();
