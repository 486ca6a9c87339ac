/** Seconds before the end at which a driver is told, the most urgent first. */
export const WARN_AT = [10, 30, 60] as const;
export type WarnAt = (typeof WARN_AT)[number];

/** A clock set back by less than this (a server that errs in the driver's favour after a crash) repeats no warning; time that was added does. */
export const REARM_SECONDS = 10;

export interface Warned {
  /** The lowest that has been said; null when none has. */
  readonly said: WarnAt | null;
  /** To be said now. */
  readonly warning: WarnAt | null;
}

/**
 * Which warning is due. Each is given once, and only the most urgent one when the page opens late, as after a reload.
 * While the clock is paused none is: it comes when the time runs on.
 */
export function warn(said: WarnAt | null, secondsLeft: number | null, paused: boolean): Warned {
  if (secondsLeft === null || paused || secondsLeft <= 0) return { said, warning: null };
  const still = WARN_AT.find((at) => said !== null && at >= said && secondsLeft <= at + REARM_SECONDS) ?? null;
  const due = WARN_AT.find((at) => secondsLeft <= at) ?? null;
  return due !== null && (still === null || due < still) ? { said: due, warning: due } : { said: still, warning: null };
}
