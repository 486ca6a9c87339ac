/** Pixels that a thumb moves from the middle to an end. */
export const TRAVEL_PX = 56;

/** A thumb within this part of its travel rests: a finger never lands without sliding a little. */
export const THUMB_DEAD_ZONE = 0.08;

/** Where a thumb stands after it has moved so many pixels from where it came down, in [-1, 1]. */
export function deflection(movedPx: number, travelPx: number): number {
  if (!Number.isFinite(movedPx) || !(travelPx > 0)) return 0;
  return Math.min(1, Math.max(-1, movedPx / travelPx));
}

/** Where the middle of the stick goes when a finger comes down: under the finger, but so that the stick stays in its zone. */
export function anchor(touchedPx: number, zonePx: number, travelPx: number): number {
  const room = Math.min(travelPx, zonePx / 2);
  return Math.min(zonePx - room, Math.max(room, touchedPx));
}
