/** What was driven on this page. */
export interface Trip {
  /** Seconds for which the motor was told to turn. */
  readonly seconds: number;
  /** By the car's own measure; null from a car that measures no speed. */
  readonly metres: number | null;
  readonly topMps: number | null;
}

export const NOTHING_DRIVEN: Trip = { seconds: 0, metres: null, topMps: null };

/** A page that slept for longer than this knows nothing about the time between. */
const LONGEST_STEP_S = 1;

/** The trip after another `seconds`, with what was sent and what the car measured in them. */
export function driven(trip: Trip, seconds: number, throttle: number, speedMps: number | null): Trip {
  const step = Math.min(Math.max(seconds, 0), LONGEST_STEP_S);
  return {
    seconds: trip.seconds + (throttle === 0 ? 0 : step),
    metres: speedMps === null ? trip.metres : (trip.metres ?? 0) + speedMps * step,
    topMps: speedMps === null ? trip.topMps : Math.max(trip.topMps ?? 0, speedMps),
  };
}
