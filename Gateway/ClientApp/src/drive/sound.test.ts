import { expect, it } from 'vitest';
import { hum } from './sound.ts';

it('hums higher and louder with throttle, either way, and not at all without', () => {
  expect(hum(0).gain).toBe(0);
  expect(hum(0.2).gain).toBeLessThan(hum(0.9).gain);
  expect(hum(0.2).hz).toBeLessThan(hum(0.9).hz);
  expect(hum(-0.9)).toEqual(hum(0.9));
  expect(hum(7)).toEqual(hum(1));
});
