import { useSyncExternalStore } from 'react';
import { local } from '../shell/storage.ts';
import { STEERING_OUT_MS } from './input/controls.ts';
import type { PadThrottle } from './input/gamepad.ts';
import { between, MAX_TRIM, MIN_CAP } from './input/tune.ts';
import type { VideoQuality } from './session.ts';

export const PAD_THROTTLES = ['triggers', 'stick'] as const satisfies readonly PadThrottle[];
export const STEERING_SPEEDS = ['gentle', 'normal', 'quick'] as const;
export const QUALITIES = ['low', 'medium', 'high'] as const satisfies readonly VideoQuality[];

/** How fast a held key turns the wheels: an analog stick steers as fast as it is moved. */
export type SteeringSpeed = (typeof STEERING_SPEEDS)[number];

/** Milliseconds in which a held key turns the wheels all the way. */
export const STEERING_OUT_MS_BY_SPEED: Readonly<Record<SteeringSpeed, number>> = { gentle: 300, normal: STEERING_OUT_MS, quick: 80 };

/** What a driver sets once for this browser; the car and the session know nothing of it. */
export interface Settings {
  readonly padThrottle: PadThrottle;
  /** Softness of a gamepad's middle, 0 (a straight line) to 1 (a cubic). */
  readonly padCurve: number;
  readonly steeringSpeed: SteeringSpeed;
  /** Added to steering, in [-MAX_TRIM, MAX_TRIM]. */
  readonly trim: number;
  /** Most throttle either way, in [MIN_CAP, 1]. */
  readonly cap: number;
  readonly quality: VideoQuality;
  readonly sound: boolean;
}

export const DEFAULTS: Settings = {
  padThrottle: 'triggers',
  padCurve: 0.3,
  steeringSpeed: 'normal',
  trim: 0,
  cap: 1,
  quality: 'high',
  sound: false,
};

const STORED_AS = 'rcfleet.drive';

/** Settings out of anything at all, in whole percents: whatever is missing or makes no sense is the default. */
export function readSettings(raw: unknown): Settings {
  const of = (typeof raw === 'object' && raw !== null ? raw : {}) as Partial<Record<keyof Settings, unknown>>;
  const number = (value: unknown, least: number, most: number, otherwise: number) =>
    typeof value === 'number' && Number.isFinite(value) ? between(least, Math.round(value * 100) / 100, most) : otherwise;
  return {
    padThrottle: PAD_THROTTLES.find((one) => one === of.padThrottle) ?? DEFAULTS.padThrottle,
    padCurve: number(of.padCurve, 0, 1, DEFAULTS.padCurve),
    steeringSpeed: STEERING_SPEEDS.find((one) => one === of.steeringSpeed) ?? DEFAULTS.steeringSpeed,
    trim: number(of.trim, -MAX_TRIM, MAX_TRIM, DEFAULTS.trim),
    cap: number(of.cap, MIN_CAP, 1, DEFAULTS.cap),
    quality: QUALITIES.find((one) => one === of.quality) ?? DEFAULTS.quality,
    sound: of.sound === true,
  };
}

/** The settings of this browser: remembered at every change, told to whoever listens. */
export class SettingsStore {
  private current: Settings;
  private readonly watchers = new Set<() => void>();

  constructor() {
    this.current = readSettings(parse(local.get(STORED_AS)));
  }

  readonly snapshot = (): Settings => this.current;

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  /** What is out of range is brought into it; what makes no sense becomes the default. */
  set(changes: Partial<Settings>): void {
    this.change({ ...this.current, ...changes });
  }

  reset(): void {
    this.change(DEFAULTS);
  }

  private change(to: Settings): void {
    this.current = readSettings(to);
    local.set(STORED_AS, JSON.stringify(this.current));
    for (const watcher of this.watchers) watcher();
  }
}

export const settings = new SettingsStore();

/** The settings in a component, which is drawn anew when they change. */
export function useSettings(): Settings {
  return useSyncExternalStore(settings.subscribe, settings.snapshot);
}

function parse(text: string | null): unknown {
  if (text === null) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
