import type { Command } from './controls.ts';

/** What drives on a gamepad: the triggers, or the right stick up and down. Steering is the left stick. */
export type PadThrottle = 'triggers' | 'stick';

/** Buttons that do something once, when they go down. */
export type PadAction = 'stop' | 'less' | 'more' | 'trimLeft' | 'trimRight';

/** Places in the "standard gamepad" of the Gamepad API; the names are those of an Xbox pad. */
const LEFT_X = 0;
const RIGHT_Y = 3;
const B = 1;
const LEFT_TRIGGER = 6;
const RIGHT_TRIGGER = 7;
const ACTIONS: readonly (readonly [number, PadAction])[] = [
  [B, 'stop'],
  [4, 'less'],
  [5, 'more'],
  [14, 'trimLeft'],
  [15, 'trimRight'],
];

/** The part of a `Gamepad` that is read. */
export interface Pad {
  readonly connected: boolean;
  readonly mapping: string;
  readonly axes: readonly number[];
  readonly buttons: readonly { readonly value: number; readonly pressed?: boolean }[];
}

/** The gamepad that drives: the first whose layout the browser knows. */
export function findPad<T extends Pad>(pads: readonly (T | null)[]): T | null {
  return pads.find((pad) => pad?.connected && pad.mapping === 'standard') ?? null;
}

/** Where its sticks stand, before dead zone and curves. */
export function readPad(pad: Pad, throttle: PadThrottle): Command {
  const button = (index: number) => pad.buttons[index]?.value ?? 0;
  return {
    steering: pad.axes[LEFT_X] ?? 0,
    throttle: throttle === 'stick' ? -(pad.axes[RIGHT_Y] ?? 0) : button(RIGHT_TRIGGER) - button(LEFT_TRIGGER),
  };
}

/** Tells which buttons have gone down since the last reading. One found held down has not. */
export class PadButtons {
  private held: ReadonlySet<PadAction> | null = null;

  read(pad: Pad | null): readonly PadAction[] {
    if (pad === null) {
      this.held = null;
      return [];
    }
    const down = ACTIONS.filter(([index]) => pad.buttons[index]?.pressed === true).map(([, action]) => action);
    const before = this.held;
    this.held = new Set(down);
    return before === null ? [] : down.filter((action) => !before.has(action));
  }
}
