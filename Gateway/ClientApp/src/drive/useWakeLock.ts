import { useEffect } from 'react';

/** Keeps the screen on while a component is shown. Browsers take the lock away with the page out of sight, so it is asked for again. */
export function useWakeLock(): void {
  useEffect(() => {
    const ending = new AbortController();
    let lock: WakeLockSentinel | null = null;
    const take = async () => {
      if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
      // Refused where the battery is low, or the page out of sight by now: the screen then goes dark as it always does.
      const taken = await navigator.wakeLock.request('screen').catch(() => null);
      if (ending.signal.aborted) void taken?.release();
      else lock = taken ?? lock;
    };
    document.addEventListener('visibilitychange', () => void take(), { signal: ending.signal });
    void take();
    return () => {
      ending.abort();
      void lock?.release();
    };
  }, []);
}
