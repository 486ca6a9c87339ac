/** First wait, and the most that any wait grows to, in milliseconds. */
export const FIRST_WAIT_MS = 250;
export const LONGEST_WAIT_MS = 5000;

/**
 * How long to wait before attempt number `attempt` (0 is the first retry): doubled each time, capped, and spread over
 * the upper half, so that browsers which lost the same server do not come back in one wave.
 * `random` is in [0, 1).
 */
export function backoffMs(attempt: number, random: number): number {
  const ceiling = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling * (0.5 + 0.5 * random));
}
