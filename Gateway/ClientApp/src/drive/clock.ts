/** A monotonic clock in milliseconds, as the wire's `t` wants it: an unsigned 32-bit integer that wraps after 49 days. */
export function wireTime(nowMs: number): number {
  return Math.floor(nowMs) >>> 0;
}

/** `later - earlier` of two such clocks readings, right across the wrap; negative when `later` is in truth earlier. */
export function wireDelta(later: number, earlier: number): number {
  return (later - earlier) | 0;
}
