/** What goes to the car, each in [-1, 1]: steering left to right, throttle backwards to forwards. */
export interface Command {
  readonly steering: number;
  readonly throttle: number;
}

export const NEUTRAL: Command = { steering: 0, throttle: 0 };

/** Ways to push: keys and touch buttons each hold some of these down. */
export type Direction = 'left' | 'right' | 'forward' | 'backward';

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
export const STEERING_BACK_MS = 100;
export const THROTTLE_OUT_MS = 250;
export const THROTTLE_BACK_MS = 80;

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

const FREE: Locks = { picture: false, car: false };

/**
 * Turns what the driver holds into steering and throttle. Everything is let go at once, without a ramp, when the page
 * can no longer know what is held: focus lost, tab hidden, a system shortcut, a gamepad pulled out.
 */
export class Controls {
  private readonly keys = new Set<string>();
  private readonly touches = new Map<string, Direction>();
  private pad: Command | null = null;
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

  /** `id` tells fingers apart. */
  touchDown(id: string, direction: Direction): void {
    if (this.active) this.touches.set(id, direction);
  }

  touchUp(id: string): void {
    this.touches.delete(id);
  }

  /** A reading of the gamepad, or null when there is none any more. */
  gamepad(reading: Command | null): void {
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
    this.pad = { steering: outsideDeadZone(reading.steering), throttle: outsideDeadZone(reading.throttle) };
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
    this.touches.clear();
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

  tick(now: number): Command {
    const elapsed = this.at === null ? 0 : Math.max(0, now - this.at);
    this.at = now;
    if (!this.active) {
      this.current = NEUTRAL;
      return NEUTRAL;
    }
    const wanted = this.wanted();
    const locked = this.throttleLocked(wanted.throttle, now);
    this.current = {
      steering: approach(this.current.steering, wanted.steering, elapsed, STEERING_OUT_MS, STEERING_BACK_MS),
      throttle: locked ? 0 : approach(this.current.throttle, wanted.throttle, elapsed, THROTTLE_OUT_MS, THROTTLE_BACK_MS),
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

  private wanted(): Command {
    const held = new Set<Direction>(this.touches.values());
    for (const code of this.keys) held.add(KEYS[code]!);
    const steering = Number(held.has('right')) - Number(held.has('left'));
    const throttle = Number(held.has('forward')) - Number(held.has('backward'));
    return {
      steering: steering !== 0 ? steering : (this.pad?.steering ?? 0),
      throttle: throttle !== 0 ? throttle : (this.pad?.throttle ?? 0),
    };
  }
}

function outsideDeadZone(value: number): number {
  if (!Number.isFinite(value)) return 0;
  const size = Math.min(1, Math.abs(value));
  return size <= DEAD_ZONE ? 0 : (Math.sign(value) * (size - DEAD_ZONE)) / (1 - DEAD_ZONE);
}

/** Moves towards `wanted`: back to the middle at one pace, out from it at another, never past either. */
function approach(current: number, wanted: number, elapsed: number, outMs: number, backMs: number): number {
  const backwards = current !== 0 && (Math.sign(wanted) !== Math.sign(current) || Math.abs(wanted) < Math.abs(current));
  if (!backwards) {
    const step = elapsed / outMs;
    return wanted >= current ? Math.min(wanted, current + step) : Math.max(wanted, current - step);
  }
  const rest = Math.sign(wanted) === Math.sign(current) ? wanted : 0;
  const step = elapsed / backMs;
  return current > rest ? Math.max(rest, current - step) : Math.min(rest, current + step);
}
