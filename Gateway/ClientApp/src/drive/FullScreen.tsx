import { useSyncExternalStore } from 'react';
import { useText } from '../i18n/Language.tsx';

const subscribe = (watcher: () => void) => {
  document.addEventListener('fullscreenchange', watcher);
  return () => document.removeEventListener('fullscreenchange', watcher);
};
const isFull = () => document.fullscreenElement !== null && document.fullscreenElement !== undefined;

/** Not there where the browser has no full screen for pages, as on an iPhone. */
export function FullScreen() {
  const t = useText();
  const full = useSyncExternalStore(subscribe, isFull);
  if (!document.fullscreenEnabled) return null;
  // Refused without a gesture of the user's; the next press tries again.
  const toggle = () => void (full ? document.exitFullscreen() : document.documentElement.requestFullscreen({ navigationUI: 'hide' })).catch(() => {});
  return (
    <button
      type="button"
      className="icon-button"
      data-testid="full-screen"
      aria-pressed={full}
      aria-label={t('drive.fullScreen')}
      title={t('drive.fullScreen')}
      onClick={toggle}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d={full ? 'M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5' : 'M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5'} />
      </svg>
    </button>
  );
}
