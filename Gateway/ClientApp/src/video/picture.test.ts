import { describe, expect, it, test } from 'vitest';
import { OFFSET_WINDOW_MS, Picture, STALE_AFTER_MS } from './picture.ts';

const stamp = (frameId: number, captureMs: number) => ({ frameId, captureMs });

/** Brings a frame in and decodes it at once; whether it was drawn. */
function show(picture: Picture<string>, name: string, of: ReturnType<typeof stamp> | null, now: number): boolean {
  return picture.arrived(name, of, now).do === 'decode' && picture.decoded(true, now).draw;
}

describe('freshness', () => {
  it('is none before the first frame', () => {
    const picture = new Picture<string>();
    expect(picture.freshness(1e6)).toBe('none');
    expect(picture.ageMs(1e6)).toBeNull();
  });

  test.each([
    [0, 'fresh'],
    [STALE_AFTER_MS - 1, 'fresh'],
    [STALE_AFTER_MS, 'fresh'],
    [STALE_AFTER_MS + 1, 'stale'],
    [60_000, 'stale'],
  ])('%d ms after an unstamped frame came: %s', (age, freshness) => {
    const picture = new Picture<string>();
    show(picture, 'a', null, 1000);
    expect(picture.freshness(1000 + age)).toBe(freshness);
    expect(picture.ageMs(1000 + age)).toBe(age);
  });

  test.each([
    [499, 'fresh'],
    [500, 'fresh'],
    [501, 'stale'],
  ])('a stamped frame held up for %d ms is %s on arrival', (heldUp, freshness) => {
    const picture = new Picture<string>();
    show(picture, 'a', stamp(1, 5000), 1000);
    show(picture, 'b', stamp(2, 5100), 1100 + heldUp);
    expect(picture.freshness(1100 + heldUp)).toBe(freshness);
    expect(picture.ageMs(1100 + heldUp)).toBe(heldUp);
  });

  it('is judged by what is drawn, not by what waits for the decoder', () => {
    const picture = new Picture<string>();
    show(picture, 'a', null, 0);
    picture.arrived('b', null, 100);
    picture.arrived('c', null, 590);
    expect(picture.freshness(600)).toBe('stale');
    picture.decoded(true, 600);
    expect(picture.freshness(600)).toBe('fresh');
  });

  it('does not count a frame that could not be decoded', () => {
    const picture = new Picture<string>();
    show(picture, 'a', null, 0);
    picture.arrived('broken', null, 550);
    expect(picture.decoded(false, 560).draw).toBe(false);
    expect(picture.freshness(560)).toBe('stale');
    expect(picture.dropped).toBe(1);
  });

  it('finds a burst after a stall old, frame by frame, until it has caught up', () => {
    const picture = new Picture<string>();
    show(picture, 'a', stamp(1, 0), 10_000);
    const ages = [100, 400, 700, 1000].map((captured, i) => {
      show(picture, 'b', stamp(2 + i, captured), 11_010);
      return picture.ageMs(11_010);
    });
    expect(ages).toEqual([910, 610, 310, 10]);
  });

  it("follows the camera's clock across its wrap", () => {
    const picture = new Picture<string>();
    show(picture, 'a', stamp(1, 0xffffffff - 20), 1000);
    expect(show(picture, 'b', stamp(2, 30), 1051)).toBe(true);
    expect(picture.ageMs(1051)).toBe(0);
  });

  // The camera loses power at `lastMs` of its clock and is back 6 s later; its clock runs from 0 again.
  test.each([
    [90_000, 400],
    [4_000, 400],
    [1_500, 400],
    [900, 400],
    [900, 1_300],
  ])('is fresh within a second of a reboot: last frame at %d ms of the old clock, first at %d ms of the new', (lastMs, firstMs) => {
    const picture = new Picture<string>();
    show(picture, 'old', stamp(30, lastMs - 50), 10_000);
    show(picture, 'old', stamp(31, lastMs), 10_050);
    expect(picture.freshness(16_000)).toBe('stale');
    for (let i = 0; i <= 20; i++) show(picture, 'new', stamp(1 + i, firstMs + 50 * i), 16_050 + 50 * i);
    expect(picture.ageMs(17_050)).toBeLessThanOrEqual(50);
  });

  it('forgets the fastest arrival after its window, so that a slower way counts as the new measure', () => {
    const picture = new Picture<string>();
    let now = 0;
    show(picture, 'a', stamp(1, 0), now);
    for (let id = 2; now < OFFSET_WINDOW_MS + 2000; id++) {
      now += 100;
      show(picture, 'b', stamp(id, now - 300), now);
    }
    expect(picture.ageMs(now)).toBe(0);
  });
});

describe('order', () => {
  test.each<[string, [number, number][], number[]]>([
    ['an older frame after a newer one', [[1, 100], [3, 300], [2, 200]], [1, 3]],
    ['the same frame twice', [[1, 100], [1, 100]], [1]],
    ['two frames of one millisecond', [[1, 100], [2, 100]], [1, 2]],
    ['a camera that started anew', [[900, 90_000], [1, 50], [2, 100]], [900, 1, 2]],
    ['frame ids that wrap', [[65_535, 1000], [0, 1066]], [65_535, 0]],
  ])('%s', (_, frames, drawn) => {
    const picture = new Picture<string>();
    const seen = frames.filter(([id, at], i) => show(picture, String(id), stamp(id, at), 1000 + i)).map(([id]) => id);
    expect(seen).toEqual(drawn);
    expect(picture.dropped).toBe(frames.length - drawn.length);
  });
});

describe('the one slot', () => {
  it('decodes one at a time; the newest waits, the one it replaces is dropped', () => {
    const picture = new Picture<string>();
    expect(picture.arrived('a', null, 0)).toEqual({ do: 'decode', frame: 'a', heldUpMs: 0 });
    expect(picture.arrived('b', null, 1).do).toBe('wait');
    expect(picture.arrived('c', null, 2).do).toBe('wait');
    expect(picture.decoded(true, 3)).toEqual({ draw: true, next: 'c' });
    expect(picture.decoded(true, 4)).toEqual({ draw: true, next: null });
    expect(picture.dropped).toBe(1);
    expect(picture.arrived('d', null, 5).do).toBe('decode');
  });

  it('counts the frames of the last second', () => {
    const picture = new Picture<string>();
    for (let i = 0; i < 40; i++) show(picture, 'a', null, i * 50);
    expect(picture.fps(1950)).toBe(20);
    expect(picture.fps(10_000)).toBe(0);
  });
});
