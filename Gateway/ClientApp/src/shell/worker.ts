let stale = false;

/** A newer page has been installed while this one was open: the next page is loaded afresh. Never reloads by itself, least of all while somebody drives. */
export function isStale(): boolean {
  return stale;
}

/** Registers the service worker where browsers allow one: https and this machine. */
export function registerWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const workers = navigator.serviceWorker;
  let had = workers.controller !== null;
  workers.addEventListener('controllerchange', () => {
    stale ||= had;
    had = true;
  });
  addEventListener('load', () => {
    // Without one the page works the same, but is not there without the network.
    workers.register('/sw.js', { updateViaCache: 'none' }).then(
      (registration) => document.addEventListener('visibilitychange', () => document.hidden || registration.update().catch(() => {})),
      () => {},
    );
  });
}
