import { expect, test } from 'vitest';
import { MAX_TRIM, tuned, UNTUNED } from './tune.ts';

test.each([
  [{ steering: 0.4, throttle: -0.5 }, UNTUNED, 1, { steering: 0.4, throttle: -0.5 }],
  [{ steering: 0, throttle: 1 }, { cap: 0.6, trim: 0 }, 1, { steering: 0, throttle: 0.6 }],
  [{ steering: 0, throttle: -0.5 }, { cap: 0.6, trim: 0 }, 1, { steering: 0, throttle: -0.3 }],
  [{ steering: 0, throttle: 1 }, { cap: 0.9, trim: 0 }, 0.5, { steering: 0, throttle: 0.5 }],
  [{ steering: 0, throttle: 1 }, { cap: 0.3, trim: 0 }, 0.5, { steering: 0, throttle: 0.3 }],
  [{ steering: 0, throttle: 0 }, { cap: 0.5, trim: 0.1 }, 1, { steering: 0.1, throttle: 0 }],
  [{ steering: 1, throttle: 0 }, { cap: 1, trim: 0.1 }, 1, { steering: 1, throttle: 0 }],
  [{ steering: 0, throttle: 0 }, { cap: 1, trim: 9 }, 1, { steering: MAX_TRIM, throttle: 0 }],
  [{ steering: NaN, throttle: Infinity }, { cap: 1, trim: NaN }, 1, { steering: 0, throttle: 0 }],
  [{ steering: 0, throttle: 1 }, { cap: NaN, trim: 0 }, 1, { steering: 0, throttle: 0 }],
  [{ steering: 0, throttle: 1 }, { cap: 1, trim: 0 }, NaN, { steering: 0, throttle: 0 }],
  [{ steering: 0, throttle: -1 }, { cap: 1, trim: 0 }, 0, { steering: 0, throttle: 0 }],
])('%j with %j and the server’s %d is %j', (command, tuning, max, expected) => {
  const { steering, throttle } = tuned(command, tuning, max);
  expect(steering).toBeCloseTo(expected.steering, 10);
  expect(throttle).toBeCloseTo(expected.throttle, 10);
  // Not -0 either, which a log would show as a movement backwards.
  if (expected.throttle === 0) expect(Object.is(throttle, 0)).toBe(true);
});
