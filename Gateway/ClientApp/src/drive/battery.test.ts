import { describe, expect, it, test } from 'vitest';
import { KEEP_EVERY_MS, LEAST_SPAN_MS, remember, trend, WINDOW_MS, type Charge } from './battery.ts';

/** A reading each 5 s for so long, by this rule. */
const over = (seconds: number, percent: (minute: number, i: number) => number): Charge[] =>
  Array.from({ length: seconds / 5 + 1 }, (_, i) => ({ at: i * 5000, percent: percent(i / 12, i) }));
const now = (charges: readonly Charge[]) => charges.at(-1)!.at;
const seen = (charges: Charge[]) => trend(charges, now(charges));

test.each<[string, Charge[], ReturnType<typeof trend>]>([
  ['nothing', [], null],
  ['one reading', [{ at: 0, percent: 80 }], null],
  ['a minute of falling says nothing yet', over(60, (m) => 80 - 5 * m), null],
  ['two percent a minute from 80, after three minutes', over(180, (m) => 80 - 2 * m), { direction: 'falling', minutesLeft: 37 }],
  ['a charge that stands', over(300, () => 64), { direction: 'steady', minutesLeft: null }],
  ['noise of one percent', over(300, (_, i) => 64 + (i % 2)), { direction: 'steady', minutesLeft: null }],
  ['a slope within the noise', over(300, (m) => 64 - 0.3 * m), { direction: 'steady', minutesLeft: null }],
  ['charging', over(300, (m) => 40 + m), { direction: 'rising', minutesLeft: null }],
  ['falling so slowly that the number would be a guess', over(300, (m) => 100 - 0.5 * m), { direction: 'falling', minutesLeft: null }],
  ['nearly empty', over(300, (m) => 10 - 2 * m), { direction: 'falling', minutesLeft: 0 }],
])('%s', (_, charges, expected) => {
  expect(charges.length === 0 ? trend(charges, 0) : seen(charges)).toEqual(expected);
});

describe('trend', () => {
  it('sees through the sag under throttle', () => {
    const minutes = seen(over(300, (m, i) => 80 - 2 * m - (i % 3 === 0 ? 3 : 0)))!.minutesLeft!;
    expect(minutes).toBeGreaterThanOrEqual(31);
    expect(minutes).toBeLessThanOrEqual(36);
  });

  it('forgets what is older than the window', () => {
    const charges = over(120, (m) => 80 - 5 * m);
    expect(trend(charges, now(charges) + WINDOW_MS + 1)).toBeNull();
  });

  it('needs the span, exactly', () => {
    const charges = over(LEAST_SPAN_MS / 1000, (m) => 80 - 5 * m);
    expect(seen(charges)).not.toBeNull();
    expect(seen(charges.slice(1))).toBeNull();
  });
});

describe('remember', () => {
  it('keeps one reading each 5 s, and only those of the window', () => {
    let charges: readonly Charge[] = [];
    for (let at = 0; at < 20 * 60_000; at += 200) charges = remember(charges, { at, percent: 50 });
    expect(charges.length).toBe(WINDOW_MS / KEEP_EVERY_MS + 1);
  });
});
