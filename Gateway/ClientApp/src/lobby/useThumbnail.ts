import { useEffect, useState, type RefObject } from 'react';

/** The server keeps a frame for about as long. */
const EVERY_MS = 10_000;
const DEADLINE_MS = 8_000;

/**
 * What a car's camera sees, as an address for an `<img>`: asked for while the card is on screen and the tab is not hidden.
 * A new picture is decoded before it takes the old one's place, so that nothing flickers.
 */
export function useThumbnail(address: string | null, card: RefObject<Element | null>): string | null {
  const [picture, setPicture] = useState<string | null>(null);

  useEffect(() => {
    const stopped = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let onScreen = false;
    let asking = false;
    let current: string | null = null;

    const round = async () => {
      if (address === null || asking || !onScreen || document.hidden) return;
      clearTimeout(timer);
      asking = true;
      try {
        const response = await fetch(address, { signal: AbortSignal.any([stopped.signal, AbortSignal.timeout(DEADLINE_MS)]) });
        if (response.status === 200) {
          const next = URL.createObjectURL(await response.blob());
          const image = new Image();
          image.src = next;
          await image.decode();
          if (stopped.signal.aborted) {
            URL.revokeObjectURL(next);
            return;
          }
          setPicture(next);
          if (current !== null) URL.revokeObjectURL(current);
          current = next;
        }
      } catch {
        // No picture this time: the one that is there stays.
      } finally {
        asking = false;
      }
      if (!stopped.signal.aborted) timer = setTimeout(round, EVERY_MS);
    };
    const observer = new IntersectionObserver(([entry]) => {
      onScreen = entry?.isIntersecting === true;
      void round();
    }, { rootMargin: '120px' });
    if (card.current !== null) observer.observe(card.current);
    const visible = () => void round();
    document.addEventListener('visibilitychange', visible);
    return () => {
      stopped.abort();
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('visibilitychange', visible);
      if (current !== null) URL.revokeObjectURL(current);
      setPicture(null);
    };
  }, [address, card]);

  return picture;
}
