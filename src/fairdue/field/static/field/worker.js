// Serves the page without network. Only the page itself is kept here; what is about people is in
// the encrypted store and never in this cache, so calls of the program pass by untouched.

/* global TOLD */
const CACHE = `fairdue-field-${TOLD.version}`;
const PATIENCE_MS = 2500;

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    await cache.addAll(TOLD.files.map((url) => new Request(url, { cache: "reload" })));
    const shell = await fetch(TOLD.shell, { credentials: "same-origin", cache: "reload" });
    if (shell.ok && !shell.redirected) await cache.put(TOLD.shell, shell);
    await self.skipWaiting();
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    for (const name of await caches.keys()) {
      if (name.startsWith("fairdue-field-") && name !== CACHE) await caches.delete(name);
    }
    await self.clients.claim();
  })());
});

/** The page from the network while that answers soon, else as it was kept. */
async function shell(request) {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(TOLD.shell);
  const fresh = fetch(request).then(async (response) => {
    if (response.ok && response.type === "basic") await cache.put(TOLD.shell, response.clone());
    return response;
  });
  if (!kept) return fresh;
  const late = new Promise((resolve) => { setTimeout(() => resolve(kept), PATIENCE_MS); });
  // Signed out: the page opens all the same, for what was written must not be out of reach.
  const answered = fresh.then((response) => (response.ok ? response : kept), () => kept);
  return Promise.race([answered, late]);
}

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  if (url.pathname === TOLD.shell && event.request.mode === "navigate") {
    event.respondWith(shell(event.request));
  } else if (TOLD.files.includes(url.pathname)) {
    event.respondWith(caches.open(CACHE).then(async (cache) => (await cache.match(url.pathname)) ?? fetch(event.request)));
  }
});
