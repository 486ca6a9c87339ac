/** What the gateway tells a driver over /ws/drive. */
export type FromGateway =
  | {
      readonly type: 'joined';
      readonly carId: string;
      readonly epoch: number;
      readonly secondsLeft: number;
      readonly maxThrottle: number;
      /** How long the seat outlives a lost connection, in s. */
      readonly graceSeconds: number;
    }
  | CarState
  | { readonly type: 'pong'; readonly t: number }
  | { readonly type: 'ended'; readonly reason: EndReason }
  | { readonly type: 'error'; readonly code: string };

export interface CarState {
  readonly type: 'state';
  readonly epoch: number;
  readonly online: boolean;
  readonly armed: boolean;
  readonly neutral: boolean;
  readonly stopped: boolean;
  readonly batteryPercent: number | null;
  readonly rssi: number | null;
  readonly secondsLeft: number;
  readonly paused: boolean;
  /** As the car measures it, in m/s, whichever way; null from a car that doesn't. */
  readonly speedMps: number | null;
}

/** Of a server that doesn't say. */
const DEFAULT_GRACE_SECONDS = 10;

/** How a session ends by the gateway's word. */
export const END_REASONS = ['expired', 'released', 'revoked', 'replaced', 'car_disabled'] as const;
export type EndReason = (typeof END_REASONS)[number];

/**
 * Reads one message; null for what is malformed or of a type that this page does not know, which is passed over.
 */
export function readMessage(text: string): FromGateway | null {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof raw !== 'object' || raw === null) return null;
  const m = raw as Record<string, unknown>;
  switch (m.type) {
    case 'joined':
      if (!isNumber(m.epoch) || !isNumber(m.secondsLeft)) return null;
      return {
        type: 'joined',
        carId: typeof m.carId === 'string' ? m.carId : '',
        epoch: m.epoch,
        secondsLeft: m.secondsLeft,
        maxThrottle: isNumber(m.maxThrottle) ? m.maxThrottle : 1,
        graceSeconds: isNumber(m.graceSeconds) ? Math.max(0, m.graceSeconds) : DEFAULT_GRACE_SECONDS,
      };
    case 'state':
      if (!isNumber(m.epoch) || !isNumber(m.secondsLeft)) return null;
      // What a state leaves out is read as the safer of the two.
      return {
        type: 'state',
        epoch: m.epoch,
        online: m.online === true,
        armed: m.armed === true,
        neutral: m.neutral !== false,
        stopped: m.stopped !== false,
        batteryPercent: isNumber(m.batteryPercent) ? m.batteryPercent : null,
        rssi: isNumber(m.rssi) ? m.rssi : null,
        secondsLeft: m.secondsLeft,
        paused: m.paused === true,
        speedMps: isNumber(m.speedMps) ? Math.abs(m.speedMps) : null,
      };
    case 'pong':
      return isNumber(m.t) ? { type: 'pong', t: m.t } : null;
    case 'ended':
      return { type: 'ended', reason: END_REASONS.find((reason) => reason === m.reason) ?? 'released' };
    case 'error':
      return { type: 'error', code: typeof m.code === 'string' ? m.code : '' };
    default:
      return null;
  }
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
