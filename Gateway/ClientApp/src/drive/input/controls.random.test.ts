import { expect, test } from 'vitest';
import { Controls, LONGEST_STEP_MS, STICK_THROTTLE_OUT_MS, ZERO_BEFORE_DRIVING_MS, type Axis } from './controls.ts';

/** Mulberry32: the same numbers for the same seed, so that a failure can be run again. */
function numbers(seed: number): () => number {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const KEYS = ['ArrowUp', 'ArrowDown', 'KeyA', 'KeyD', 'KeyX'];
const AXES: readonly Axis[] = ['steering', 'throttle'];
const ODD = [NaN, Infinity, -Infinity, 1e308, -5, 0, -0];

test.each(Array.from({ length: 40 }, (_, i) => i + 1))('whatever happens, no command is unsafe (seed %d)', (seed) => {
  const random = numbers(seed);
  const one = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
  const number = () => (random() < 0.1 ? one(ODD) : random() * 2 - 1);
  const controls = new Controls();
  let [now, active, locks] = [0, true, { picture: false, car: false }];
  let [before, drove, letGo]: [number | null, number, boolean] = [null, 0, false];
  let settings = { cap: 1, trim: 0, max: 1 };
  let pad = false;

  const rest = () => {
    KEYS.forEach((code) => controls.keyUp(code));
    AXES.forEach((axis) => controls.thumbUp(axis));
    if (pad) controls.gamepad({ steering: 0, throttle: 0 });
    controls.setLocks((locks = { picture: false, car: false }));
    if (!active) {
      controls.setActive((active = true));
      letGo = true;
    }
  };
  const happenings: readonly (() => void)[] = [
    () => controls.keyDown(one(KEYS), random() < 0.2),
    () => controls.keyDown(one(KEYS)),
    () => controls.keyUp(one(KEYS)),
    () => controls.thumbDown(one(AXES)),
    () => controls.thumbMove(one(AXES), number()),
    () => controls.thumbUp(one(AXES)),
    () => {
      controls.gamepad({ steering: number(), throttle: number() }, random());
      pad = true;
    },
    () => {
      if (pad) letGo = true;
      controls.gamepad(null);
      pad = false;
    },
    () => {
      const to = random() < 0.8;
      if (to !== active) letGo = true;
      controls.setActive((active = to));
    },
    () => {
      controls.letGo();
      letGo = true;
    },
    () => {
      controls.stop();
      letGo = true;
    },
    () => controls.setLocks((locks = { picture: random() < 0.1, car: random() < 0.05 })),
    () => (settings = { cap: random() < 0.1 ? number() : random(), trim: number(), max: random() < 0.9 ? 1 : number() }),
    () => controls.setSteeringSpeed(number() * 300),
    ...Array.from({ length: 8 }, () => rest),
    ...Array.from({ length: 4 }, () => () => controls.keyDown('ArrowUp')),
  ];

  let lastLetGo = -Infinity;
  const must = (holds: boolean, what: () => string) => {
    if (!holds) expect.fail(what());
  };
  for (let i = 0; i < 3000; i++) {
    if (random() < 0.08) one(happenings)();
    if (letGo) [lastLetGo, letGo] = [now, false];
    const elapsed = random() < 0.02 ? 1000 * random() : 33;
    now += elapsed;
    const { steering, throttle } = controls.output(now, settings, settings.max);

    must(Math.abs(steering) <= 1, () => `${i}: steering ${steering}`);
    const limit = Math.max(0, Math.min(1, ...[settings.cap, settings.max].map((v) => (Number.isFinite(v) ? v : 0))));
    must(Math.abs(throttle) <= limit, () => `${i}: throttle ${throttle} of ${limit}`);
    must(active || (Object.is(steering, 0) && Object.is(throttle, 0)), () => `${i}: ${steering}, ${throttle} while not in front`);
    const locked = locks.car || locks.picture || controls.waitsForZero || now - lastLetGo < ZERO_BEFORE_DRIVING_MS;
    must(!locked || Object.is(throttle, 0), () => `${i}: throttle ${throttle} while locked`);

    // From rest it ramps, whatever pushes, however late the frame.
    const pushed = limit === 0 ? null : Math.abs(throttle) / limit;
    const step = Math.min(elapsed, LONGEST_STEP_MS) / STICK_THROTTLE_OUT_MS;
    must(before !== 0 || pushed === null || pushed <= step + 1e-9, () => `${i}: from rest to ${throttle} in ${elapsed} ms`);
    before = pushed;
    if (throttle !== 0) drove++;
  }
  // A walk that stands still would prove nothing.
  expect(drove).toBeGreaterThan(100);
});
