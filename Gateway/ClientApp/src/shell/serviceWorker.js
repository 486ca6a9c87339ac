// Keeps the static files of the page, and nothing else: never the API, never a socket. pageFiles.ts fills in the two names
// below when it writes this to /sw.js.
const CACHE = 'rcfleet-__VERSION__';
const FILES = __FILES__;
/** How long a page may take before the kept one that says what is wrong is shown. */
const PAGE_WITHIN_MS = 8000;

addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(CACHE)
      .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'no-cache' }))))
      .then(() => skipWaiting()),
  );
});

addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith('rcfleet-') && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => clients.claim()),
  );
});

addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== location.origin) return;
  // A page always comes from the server, so that it is never a stale one.
  if (request.mode === 'navigate') {
    event.respondWith(fetch(request, { signal: AbortSignal.timeout(PAGE_WITHIN_MS) }).catch(() => kept('/offline.html')));
  } else if (url.pathname.startsWith('/assets/')) {
    // Their names are hashes of what they hold.
    event.respondWith(kept(request).then((response) => response ?? fetch(request)));
  } else if (FILES.includes(url.pathname)) {
    event.respondWith(fetch(request).catch(() => kept(request).then((response) => response ?? Response.error())));
  }
});

function kept(request) {
  return caches.open(CACHE).then((cache) => cache.match(request));
}
