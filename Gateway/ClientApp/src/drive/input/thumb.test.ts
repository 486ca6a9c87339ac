import { expect, test } from 'vitest';
import { anchor, deflection } from './thumb.ts';

test.each([
  [0, 60, 0],
  [30, 60, 0.5],
  [-90, 60, -1],
  [61, 60, 1],
  [NaN, 60, 0],
  [10, 0, 0],
])('%d px of %d px is %d', (moved, travel, value) => {
  expect(deflection(moved, travel)).toBe(value);
});

test.each([
  [100, 200, 60, 100],
  [5, 200, 60, 60],
  [199, 200, 60, 140],
  [10, 80, 60, 40],
])('a finger at %d px in a zone of %d px with %d px of travel: the middle is at %d px', (touched, zone, travel, at) => {
  expect(anchor(touched, zone, travel)).toBe(at);
});
