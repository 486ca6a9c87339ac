import { expo, outsideDeadZone } from './curve.ts';
import { THUMB_DEAD_ZONE } from './thumb.ts';
import { tuned, type Tuning } from './tune.ts';

/** What goes to the car, each in [-1, 1]: steering left to right, throttle backwards to forwards. */
export interface Command {
  readonly steering: number;
  readonly throttle: number;
}

export const NEUTRAL: Command = { steering: 0, throttle: 0 };

/** What one thumb on the screen pushes. */
export type Axis = keyof Command;

/** Ways to push: keys hold some of these down. */
type Direction = 'left' | 'right' | 'forward' | 'backward';

/** By `KeyboardEvent.code`, the place on the keyboard: W is W under a Korean or French layout too. */
const KEYS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'forward',
  ArrowDown: 'backward',
  KeyA: 'left',
  KeyD: 'right',
  KeyW: 'forward',
  KeyS: 'backward',
};

/** Milliseconds from the middle to the end of travel, and back to the middle once let go. */
export const STEERING_OUT_MS = 150;
/** The same for sticks, which a driver moves as fast as they mean: only steps between two frames are smoothed. */
export const STICK_STEERING_MS = 40;
export const STICK_THROTTLE_OUT_MS = 120;
export const STEERING_BACK_MS = 100;
export const THROTTLE_OUT_MS = 250;
export const THROTTLE_BACK_MS = 80;

/** A frame that comes late, after a pause of the page, makes no larger step outwards than this. */
export const LONGEST_STEP_MS = 50;

/** A gamepad's stick rests somewhere within this of its middle. */
export const DEAD_ZONE = 0.12;

/** After a stop, throttle must have been at zero this long before it drives again: several frames, so that one arrives. */
export const ZERO_BEFORE_DRIVING_MS = 200;

/** Why throttle is held at zero, from outside the controls. */
export interface Locks {
  /** The newest picture is too old, or none has come. Driving resumes by itself when it is fresh. */
  readonly picture: boolean;
  /** The car is stopped or not armed. Driving resumes only after the driver has let go. */
  readonly car: boolean;
}

interface Wanted extends Command {
  readonly bySteeringKey: boolean;
  readonly byThrottleKey: boolean;
}

/** Milliseconds from the middle to an end, and back. */
interface Pace {
  readonly outMs: number;
  readonly backMs: number;
}

const FREE: Locks = { picture: false, car: false };

/**
 * Turns what the driver holds into steering and throttle. Everything is let go at once, without a ramp, when the page
 * can no longer know what is held: focus lost, tab hidden, a system shortcut, a gamepad pulled out.
 */
export class Controls {
  private readonly keys = new Set<string>();
  private readonly thumbs = new Map<Axis, number>();
  private pad: Command | null = null;
  private steeringOutMs = STEERING_OUT_MS;
  private active: boolean;
  private mustLetGo = false;
  private zeroSince: number | null = null;
  private locks: Locks = FREE;
  private current: Command = NEUTRAL;
  private at: number | null = null;

  constructor(active = true) {
    this.active = active;
  }

  /** Whether a key by this code means something here, so that the page keeps it from scrolling. */
  static knows(code: string): boolean {
    return code in KEYS;
  }

  /** `repeat` is the keyboard's own: it proves nothing about who pressed, so it never starts a movement. */
  keyDown(code: string, repeat = false): void {
    if (this.active && !repeat && code in KEYS) this.keys.add(code);
  }

  keyUp(code: string): void {
    this.keys.delete(code);
  }

  /** Milliseconds in which a held key turns the wheels all the way; sticks do not mind it. */
  setSteeringSpeed(outMs: number): void {
    if (outMs > 0) this.steeringOutMs = outMs;
  }

  /** A finger has come down on a stick; it rests in the middle until it moves. */
  thumbDown(axis: Axis): void {
    if (this.active) this.thumbs.set(axis, 0);
  }

  /** Moves nothing once it has been let go of, wherever the finger still is: it must come down anew. */
  thumbMove(axis: Axis, deflection: number): void {
    if (this.thumbs.has(axis)) this.thumbs.set(axis, outsideDeadZone(deflection, THUMB_DEAD_ZONE));
  }

  thumbUp(axis: Axis): void {
    this.thumbs.delete(axis);
  }

  /** Whether a finger on this stick counts. */
  holdsThumb(axis: Axis): boolean {
    return this.thumbs.has(axis);
  }

  /** A reading of the gamepad, or null when there is none any more. `curve` in [0, 1] softens its middle. */
  gamepad(reading: Command | null, curve = 0): void {
    if (reading === null) {
      if (this.pad !== null) {
        this.pad = null;
        this.letGo();
      }
      return;
    }
    if (this.pad === null) {
      // A gamepad found with its trigger pulled does not drive off.
      this.pad = NEUTRAL;
      this.requireZero();
    }
    const shaped = (value: number) => expo(outsideDeadZone(value, DEAD_ZONE), curve);
    this.pad = { steering: shaped(reading.steering), throttle: shaped(reading.throttle) };
  }

  /** Focus and visibility together: false on blur or in a hidden tab. What was held before is forgotten. */
  setActive(active: boolean): void {
    if (active === this.active) return;
    this.active = active;
    this.letGo();
  }

  /** A shortcut may swallow the key-ups (Alt+Tab, ⌘+anything): nothing counts as held any more. */
  letGo(): void {
    this.keys.clear();
    this.thumbs.clear();
    this.current = NEUTRAL;
    this.requireZero();
  }

  /** The driver's own stop. */
  stop(): void {
    this.current = { steering: this.current.steering, throttle: 0 };
    this.requireZero();
  }

  setLocks(locks: Locks): void {
    this.locks = locks;
    if (locks.car) this.requireZero();
  }

  /** True while throttle waits for the driver to let go. */
  get waitsForZero(): boolean {
    return this.mustLetGo;
  }

  /** True while the driver pushes throttle, whether or not it drives. */
  get pushes(): boolean {
    return this.wanted().throttle !== 0;
  }

  /**
   * The command as it goes out, once a frame. Trim holds at rest too, which is what it is for; but whoever is not in front
   * of the page gets exactly neutral, wheels straight included, as no one sees them.
   */
  output(now: number, tuning: Tuning, maxThrottle: number): Command {
    const command = this.tick(now);
    return this.active ? tuned(command, tuning, maxThrottle) : NEUTRAL;
  }

  /** What is held, after ramps and locks, before trim and cap. */
  tick(now: number): Command {
    const elapsed = this.at === null ? 0 : Math.max(0, now - this.at) || 0;
    this.at = now;
    if (!this.active) {
      this.current = NEUTRAL;
      return NEUTRAL;
    }
    const wanted = this.wanted();
    const locked = this.throttleLocked(wanted.throttle, now);
    this.current = {
      steering: approach(this.current.steering, wanted.steering, elapsed, this.steeringPace(wanted)),
      throttle: locked ? 0 : approach(this.current.throttle, wanted.throttle, elapsed, throttlePace(wanted)),
    };
    return this.current;
  }

  private requireZero(): void {
    this.mustLetGo = true;
    this.zeroSince = null;
  }

  private throttleLocked(wantedThrottle: number, now: number): boolean {
    if (this.mustLetGo) {
      if (wantedThrottle !== 0) this.zeroSince = null;
      else this.zeroSince ??= now;
      const letGo = this.zeroSince !== null && now - this.zeroSince >= ZERO_BEFORE_DRIVING_MS;
      if (!letGo || this.locks.car) return true;
      this.mustLetGo = false;
      // This very frame is still zero; the next may move.
      return true;
    }
    return this.locks.car || this.locks.picture;
  }

  private steeringPace({ steering, bySteeringKey }: Wanted): Pace {
    if (steering !== 0 && !bySteeringKey) return { outMs: STICK_STEERING_MS, backMs: STICK_STEERING_MS };
    return { outMs: this.steeringOutMs, backMs: STEERING_BACK_MS };
  }

  private wanted(): Wanted {
    const held = new Set<Direction>();
    for (const code of this.keys) held.add(KEYS[code]!);
    const steering = Number(held.has('right')) - Number(held.has('left'));
    const throttle = Number(held.has('forward')) - Number(held.has('backward'));
    return {
      steering: steering !== 0 ? steering : this.stick('steering'),
      throttle: throttle !== 0 ? throttle : this.stick('throttle'),
      bySteeringKey: steering !== 0,
      byThrottleKey: throttle !== 0,
    };
  }

  private stick(axis: Axis): number {
    return this.thumbs.get(axis) || (this.pad?.[axis] ?? 0);
  }
}

function throttlePace({ throttle, byThrottleKey }: Wanted): Pace {
  return { outMs: throttle !== 0 && !byThrottleKey ? STICK_THROTTLE_OUT_MS : THROTTLE_OUT_MS, backMs: THROTTLE_BACK_MS };
}

/** Moves towards `wanted`: back to the middle at one pace, out from it at another, never past either. */
function approach(current: number, wanted: number, elapsed: number, { outMs, backMs }: Pace): number {
  const backwards = current !== 0 && (Math.sign(wanted) !== Math.sign(current) || Math.abs(wanted) < Math.abs(current));
  if (!backwards) {
    const step = Math.min(elapsed, LONGEST_STEP_MS) / outMs;
    return wanted >= current ? Math.min(wanted, current + step) : Math.max(wanted, current - step);
  }
  const rest = Math.sign(wanted) === Math.sign(current) ? wanted : 0;
  const step = elapsed / backMs;
  return current > rest ? Math.max(rest, current - step) : Math.min(rest, current + step);
}
