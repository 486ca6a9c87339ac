import { expect, it, test } from 'vitest';
import { warn, type WarnAt } from './warnings.ts';

/** What is said at each of these readings, in turn. */
function said(readings: readonly (number | null | 'paused' | 'runs')[]): (WarnAt | null)[] {
  let last: WarnAt | null = null;
  let paused = false;
  return readings.flatMap((reading) => {
    if (typeof reading === 'string') {
      paused = reading === 'paused';
      return [];
    }
    const now = warn(last, reading, paused);
    last = now.said;
    return [now.warning];
  });
}

test.each<[string, (number | null | 'paused' | 'runs')[], (WarnAt | null)[]]>([
  ['a whole session: once each', [120, 60.1, 60, 59, 31, 30, 29, 10, 9.5, 1, 0], [null, null, 60, null, null, 30, null, 10, null, null, null]],
  ['nothing is known yet', [null, null, 45], [null, null, 60]],
  ['a reload in the last 10 s: one warning, not three', [7, 6, 5], [10, null, null]],
  ['a code of half a minute', [30, 29], [30, null]],
  ['a paused clock says nothing; it does once it runs', ['paused', 25, 25, 'runs', 25, 24], [null, null, 30, null]],
  ['paused in between repeats nothing', [60, 'paused', 55, 'runs', 55, 30], [60, null, null, 30]],
  ['resumed with a little more: nothing repeated', [30, 28, 33, 29, 10], [30, null, null, null, 10]],
  ['time was added: all of them again', [10, 300, 60, 30, 10], [10, null, 60, 30, 10]],
  ['some time was added: those that lie ahead again', [10, 35, 30, 10], [10, null, null, 10]],
  ['a timer that slept through one', [61, 8], [null, 10]],
  ['over', [0, 0], [null, null]],
])('%s', (_, readings, warnings) => {
  expect(said(readings)).toEqual(warnings);
});

it('never says more than three in one session, whatever the ticks', () => {
  for (let step = 0.1; step < 20; step += 0.7) {
    const readings = Array.from({ length: Math.ceil(90 / step) }, (_, i) => 90 - i * step);
    const spoken = said(readings).filter((one) => one !== null);
    expect(spoken.length).toBeLessThanOrEqual(3);
    expect(spoken).toEqual([...spoken].sort((a, b) => b - a));
  }
});
