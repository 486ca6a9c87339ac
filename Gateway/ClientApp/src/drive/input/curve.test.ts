import { expect, test } from 'vitest';
import { expo, outsideDeadZone } from './curve.ts';

test.each([
  [0, 0.12, 0],
  [0.12, 0.12, 0],
  [-0.12, 0.12, 0],
  [1, 0.12, 1],
  [-1, 0.12, -1],
  [1.7, 0.12, 1],
  [0.56, 0.12, 0.5],
  [0.3, 0, 0.3],
  [NaN, 0.12, 0],
  [Infinity, 0.12, 0],
])('outsideDeadZone(%d, %d) is %d', (value, zone, expected) => {
  expect(outsideDeadZone(value, zone)).toBeCloseTo(expected, 10);
});

test('nothing jumps at the edge of the dead zone', () => {
  expect(outsideDeadZone(0.1201, 0.12)).toBeLessThan(0.001);
});

test.each([0, 0.3, 0.5, 0.8, 1])('curve %d keeps both ends and the middle, is odd, and never falls', (curve) => {
  expect([expo(-1, curve), expo(0, curve), expo(1, curve)]).toEqual([-1, 0, 1]);
  let last = -1;
  for (let x = -1; x <= 1; x += 0.01) {
    const y = expo(x, curve);
    expect(y).toBeGreaterThanOrEqual(last - 1e-12);
    expect(y).toBeCloseTo(-expo(-x, curve), 12);
    last = y;
  }
});

test('more curve is softer in the middle', () => {
  expect(expo(0.3, 0.8)).toBeLessThan(expo(0.3, 0.2));
});
