import { expect, test } from 'vitest';
import { backoffMs, LONGEST_WAIT_MS } from './backoff.ts';
import { wireDelta, wireTime } from './clock.ts';

test.each([
  [0, 0, 125],
  [0, 0.999, 250],
  [1, 0, 250],
  [4, 0.5, 3000],
  [9, 0, LONGEST_WAIT_MS / 2],
  [1e9, 0.9999, LONGEST_WAIT_MS],
])('attempt %d with random %d waits %d ms', (attempt, random, ms) => {
  expect(backoffMs(attempt, random)).toBe(ms);
});

test.each([
  [0, 0],
  [12.9, 12],
  [2 ** 32 - 0.5, 2 ** 32 - 1],
  [2 ** 32, 0],
])('wireTime(%d) is %d', (now, t) => {
  expect(wireTime(now)).toBe(t);
});

test.each([
  [10, 4, 6],
  [4, 10, -6],
  [5, 2 ** 32 - 5, 10],
  [2 ** 32 - 5, 5, -10],
])('wireDelta(%d, %d) is %d', (later, earlier, delta) => {
  expect(wireDelta(later, earlier)).toBe(delta);
});
