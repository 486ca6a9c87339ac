import { useSyncExternalStore } from 'react';
import { isStale } from './worker.ts';

const MOVED = 'rcfleet:moved';

function subscribe(onMove: () => void): () => void {
  addEventListener('popstate', onMove);
  addEventListener(MOVED, onMove);
  return () => {
    removeEventListener('popstate', onMove);
    removeEventListener(MOVED, onMove);
  };
}

/** The path of the page, kept current; three pages need no router. */
export function usePath(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

export function goTo(path: '/' | '/drive' | '/operator'): void {
  if (isStale()) {
    location.assign(path);
    return;
  }
  history.pushState(null, '', path);
  dispatchEvent(new Event(MOVED));
  scrollTo(0, 0);
}
