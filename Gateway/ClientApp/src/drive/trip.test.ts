import { expect, it, test } from 'vitest';
import { bars } from './signal.ts';
import { driven, NOTHING_DRIVEN } from './trip.ts';

it('adds up what was driven', () => {
  let trip = NOTHING_DRIVEN;
  for (let i = 0; i < 100; i++) trip = driven(trip, 0.1, i < 50 ? 0.6 : 0, i < 50 ? 2 : 0.5);
  expect(trip.seconds).toBeCloseTo(5);
  expect(trip.metres).toBeCloseTo(12.5);
  expect(trip.topMps).toBe(2);
});

it('invents no distance for a car that measures none', () => {
  expect(driven(NOTHING_DRIVEN, 0.1, 1, null)).toEqual({ seconds: 0.1, metres: null, topMps: null });
});

it('counts no sleep, and no clock that goes back', () => {
  expect(driven(NOTHING_DRIVEN, 3600, 1, 2)).toEqual({ seconds: 1, metres: 2, topMps: 2 });
  expect(driven(NOTHING_DRIVEN, -5, 1, 2)).toEqual({ seconds: 0, metres: 0, topMps: 2 });
});

test.each([
  [null, null],
  [-95, 0],
  [-85, 1],
  [-70, 2],
  [-61, 3],
  [-60, 4],
  [-30, 4],
])('a signal of %j dBm has %j bars', (rssi, shown) => {
  expect(bars(rssi)).toBe(shown);
});
