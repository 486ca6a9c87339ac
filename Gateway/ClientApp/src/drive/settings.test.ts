// @vitest-environment happy-dom
import { beforeEach, describe, expect, it, test, vi } from 'vitest';
import { DEFAULTS, readSettings, SettingsStore } from './settings.ts';

beforeEach(() => localStorage.clear());

test.each<[unknown, Partial<typeof DEFAULTS>]>([
  [null, {}],
  ['low', {}],
  [[], {}],
  [{ padThrottle: 'stick', quality: 'low', sound: true }, { padThrottle: 'stick', quality: 'low', sound: true }],
  [{ padThrottle: 'pedals', steeringSpeed: 'warp', quality: 4, sound: 'yes' }, {}],
  [{ cap: 0, trim: 9, padCurve: -1 }, { cap: 0.2, trim: 0.25, padCurve: 0 }],
  [{ cap: NaN, trim: '0.1', padCurve: null }, {}],
])('%j stored reads as the defaults with %j', (raw, changed) => {
  expect(readSettings(raw)).toEqual({ ...DEFAULTS, ...changed });
});

describe('the store', () => {
  it('remembers, tells, and resets', () => {
    const store = new SettingsStore();
    const told = vi.fn();
    const stop = store.subscribe(told);
    store.set({ cap: 0.5, sound: true });
    expect(store.snapshot()).toEqual({ ...DEFAULTS, cap: 0.5, sound: true });
    expect(new SettingsStore().snapshot()).toEqual(store.snapshot());
    store.reset();
    expect(new SettingsStore().snapshot()).toEqual(DEFAULTS);
    expect(told).toHaveBeenCalledTimes(2);
    stop();
    store.set({ cap: 0.7 });
    expect(told).toHaveBeenCalledTimes(2);
  });

  it('begins with the defaults when what is stored cannot be read', () => {
    localStorage.setItem('rcfleet.drive', '{"cap":');
    expect(new SettingsStore().snapshot()).toEqual(DEFAULTS);
  });
});
