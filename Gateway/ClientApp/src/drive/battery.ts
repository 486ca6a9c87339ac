/** A reading of the battery; `at` in ms of a monotonic clock. */
export interface Charge {
  readonly at: number;
  readonly percent: number;
}

/** How far back a trend looks: a minute of hard driving says little about the next ten. */
export const WINDOW_MS = 5 * 60_000;
/** Readings are kept this far apart; that bounds how many. */
export const KEEP_EVERY_MS = 5_000;
/** Less time than this shows the load of the moment, not a trend: a cell's voltage sags under throttle. */
export const LEAST_SPAN_MS = 90_000;
/** Less than this over the window is the noise of the measurement. */
export const LEAST_DROP_PERCENT = 2;
/** Beyond this the number would only be guessed. */
export const MOST_MINUTES = 90;

export interface Trend {
  readonly direction: 'falling' | 'steady' | 'rising';
  /** Until empty, rounded down; null where the readings carry no such number. */
  readonly minutesLeft: number | null;
}

/** The readings with one more, without those that are too close or too old. */
export function remember(charges: readonly Charge[], charge: Charge): readonly Charge[] {
  const last = charges.at(-1);
  if (last !== undefined && charge.at - last.at < KEEP_EVERY_MS) return charges;
  return [...charges.filter((one) => charge.at - one.at <= WINDOW_MS), charge];
}

/** By least squares over the window; null while there is too little to say. */
export function trend(charges: readonly Charge[], now: number): Trend | null {
  const seen = charges.filter((one) => now - one.at <= WINDOW_MS);
  const first = seen[0];
  const last = seen.at(-1);
  if (first === undefined || last === undefined || seen.length < 3 || last.at - first.at < LEAST_SPAN_MS) return null;
  const meanAt = seen.reduce((sum, one) => sum + one.at, 0) / seen.length;
  const mean = seen.reduce((sum, one) => sum + one.percent, 0) / seen.length;
  const along = seen.reduce((sum, one) => sum + (one.at - meanAt) * (one.percent - mean), 0);
  const spread = seen.reduce((sum, one) => sum + (one.at - meanAt) ** 2, 0);
  const perMs = along / spread;
  const change = perMs * (last.at - first.at);
  if (Math.abs(change) < LEAST_DROP_PERCENT) return { direction: 'steady', minutesLeft: null };
  if (perMs > 0) return { direction: 'rising', minutesLeft: null };
  const fitted = Math.max(0, mean + perMs * (now - meanAt));
  const minutes = Math.floor(fitted / -perMs / 60_000);
  return { direction: 'falling', minutesLeft: minutes <= MOST_MINUTES ? minutes : null };
}
