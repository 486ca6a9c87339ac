import type { Command } from './controls.ts';

/** What the driver has set once and for all, as on an RC transmitter. */
export interface Tuning {
  /** Most throttle either way, in (0, 1]. */
  readonly cap: number;
  /** Added to steering so that the car runs straight, in [-MAX_TRIM, MAX_TRIM]. */
  readonly trim: number;
}

export const MIN_CAP = 0.2;
export const MAX_TRIM = 0.25;
export const UNTUNED: Tuning = { cap: 1, trim: 0 };

/**
 * The command as it goes out. Throttle is scaled, not cut off, so that the whole way of the stick stays useful; the
 * lower of the driver's and the server's limit holds, and no throttle stays exactly none.
 */
export function tuned(command: Command, tuning: Tuning, maxThrottle: number): Command {
  const limit = between(0, Math.min(finite(tuning.cap), finite(maxThrottle)), 1);
  const trim = between(-MAX_TRIM, finite(tuning.trim), MAX_TRIM);
  return {
    steering: between(-1, finite(command.steering) + trim, 1),
    throttle: between(-1, finite(command.throttle), 1) * limit + 0,
  };
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}

export function between(least: number, value: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
