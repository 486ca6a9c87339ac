import { describe, expect, it, test } from 'vitest';
import { findPad, PadButtons, readPad, type Pad } from './gamepad.ts';

function pad(more: { axes?: number[]; down?: Record<number, number>; mapping?: string; connected?: boolean } = {}): Pad {
  return {
    connected: more.connected ?? true,
    mapping: more.mapping ?? 'standard',
    axes: more.axes ?? [0, 0, 0, 0],
    buttons: Array.from({ length: 17 }, (_, i) => ({ value: more.down?.[i] ?? 0, pressed: (more.down?.[i] ?? 0) > 0.5 })),
  };
}

test.each([
  ['triggers', pad({ axes: [0.5, 0, 0, -1], down: { 7: 0.8 } }), { steering: 0.5, throttle: 0.8 }],
  ['triggers', pad({ down: { 6: 0.6, 7: 0.1 } }), { steering: 0, throttle: -0.5 }],
  ['stick', pad({ axes: [-1, 0, 0, -0.7], down: { 7: 1 } }), { steering: -1, throttle: 0.7 }],
  ['stick', pad({ axes: [] }), { steering: 0, throttle: -0 }],
  ['triggers', { connected: true, mapping: 'standard', axes: [], buttons: [] }, { steering: 0, throttle: 0 }],
] as const)('by %s', (by, reading, command) => {
  const read = readPad(reading, by);
  expect(read.steering).toBeCloseTo(command.steering);
  expect(read.throttle).toBeCloseTo(command.throttle);
});

test('the first pad whose layout is known', () => {
  const good = pad();
  expect(findPad([null, pad({ mapping: '' }), pad({ connected: false }), good, pad()])).toBe(good);
  expect(findPad([null, pad({ mapping: '' })])).toBeNull();
});

describe('buttons', () => {
  it('act once when they go down', () => {
    const buttons = new PadButtons();
    expect(buttons.read(pad())).toEqual([]);
    expect(buttons.read(pad({ down: { 1: 1 } }))).toEqual(['stop']);
    expect(buttons.read(pad({ down: { 1: 1 } }))).toEqual([]);
    expect(buttons.read(pad({ down: { 1: 1, 5: 1 } }))).toEqual(['more']);
    expect(buttons.read(pad())).toEqual([]);
    expect(buttons.read(pad({ down: { 1: 1 } }))).toEqual(['stop']);
  });

  it('do nothing when a pad is found with them held', () => {
    const buttons = new PadButtons();
    expect(buttons.read(pad({ down: { 5: 1 } }))).toEqual([]);
    expect(buttons.read(null)).toEqual([]);
    expect(buttons.read(pad({ down: { 5: 1 } }))).toEqual([]);
  });
});
