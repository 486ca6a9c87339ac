import { describe, expect, it, test } from 'vitest';
import { MAX_PART, Multipart, readBoundary } from './multipart.ts';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const bytes = (of: string) => Uint8Array.from(of, (c) => c.charCodeAt(0));
const part = (body: string, sized = true) => `--b\r\nContent-Type: image/jpeg\r\n${sized ? `Content-Length: ${body.length}\r\n` : ''}\r\n${body}\r\n`;

function feed(stream: Uint8Array, cuts: readonly number[]) {
  const reader = new Multipart('b');
  const parts: string[] = [];
  let from = 0;
  for (const cut of [...cuts, stream.length]) {
    parts.push(...reader.take(stream.subarray(from, cut)).map(text));
    from = cut;
  }
  return { reader, parts };
}

/** mulberry32: the same sequence each time. */
function dice(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

test.each([
  ['multipart/x-mixed-replace; boundary=rcframe', 'rcframe'],
  ['Multipart/X-Mixed-Replace;charset=x; BOUNDARY="a b"', 'a b'],
  ['multipart/x-mixed-replace', null],
  ['image/jpeg', null],
  [null, null],
])('boundary of %s', (type, boundary) => expect(readBoundary(type)).toBe(boundary));

describe('parts', () => {
  // Bodies with what a careless reader would trip over.
  const bodies = ['one', 'two--b', '\r\n--', '\r\n--bx\r\n', '', 'x'.repeat(300)];

  test.each([true, false])('split anywhere into two, sized: %j', (sized) => {
    const fit = sized ? bodies : bodies.filter((one) => !one.includes('\r\n--b'));
    const stream = bytes(fit.map((one) => part(one, sized)).join('') + '--b\r\n');
    for (let cut = 0; cut <= stream.length; cut++) expect(feed(stream, [cut]).parts, `cut at ${cut}`).toEqual(fit);
  });

  it('split into random pieces, of random bytes', () => {
    const random = dice(7);
    for (let round = 0; round < 300; round++) {
      const sent = Array.from({ length: 1 + Math.floor(random() * 5) }, () =>
        String.fromCharCode(...Array.from({ length: Math.floor(random() * 400) }, () => Math.floor(random() * 256))),
      );
      const stream = bytes(sent.map((one) => part(one)).join(''));
      const cuts = Array.from({ length: Math.floor(random() * 20) }, () => Math.floor(random() * stream.length)).sort((a, b) => a - b);
      expect(feed(stream, cuts).parts).toEqual(sent);
    }
  });

  it('are handed out with their last byte, before the boundary after them', () => {
    const stream = part('frame');
    expect(feed(bytes(stream.slice(0, -2)), []).parts).toEqual(['frame']);
  });

  it('of the greatest size, and not one byte more', () => {
    expect(feed(bytes(part('x'.repeat(MAX_PART))), []).parts[0]!.length).toBe(MAX_PART);
    expect(feed(bytes(part('x'.repeat(MAX_PART + 1))), []).reader.broken).toBe(true);
    expect(feed(bytes(part('x'.repeat(MAX_PART + 4), false)), []).reader.broken).toBe(true);
  });

  it('after a preamble, and after garbage between two', () => {
    expect(feed(bytes(`hello\r\n${part('a')}junk\r\n${part('b')}`), []).parts).toEqual(['a', 'b']);
  });

  it('end with the closing boundary', () => {
    const { reader, parts } = feed(bytes(`${part('a')}--b--\r\n${part('b')}`), []);
    expect(parts).toEqual(['a']);
    expect(reader.over).toBe(true);
  });
});

describe('gives up', () => {
  test.each([
    ['no boundary', 'x'.repeat(10_000)],
    ['headers without end', `--b\r\nX: ${'y'.repeat(10_000)}`],
    ['headers too long', `--b\r\nX: ${'y'.repeat(2_000)}\r\n\r\nbody`],
    ['a length beyond all bounds', '--b\r\nContent-Length: 999999999\r\n\r\n'],
    ['no end', `--b\r\n\r\n${'z'.repeat(MAX_PART + 100)}`],
  ])('%s, whole and byte by byte', (_, stream) => {
    expect(feed(bytes(stream), []).reader.broken).toBe(true);
    if (stream.length < 20_000) expect(feed(bytes(stream), Array.from({ length: stream.length }, (_, i) => i)).reader.broken).toBe(true);
  });

  it('never throws, loops or grows on noise', () => {
    const random = dice(11);
    const alphabet = ['--b', '\r\n', '\r\n\r\n', 'Content-Length: 5', '--', 'b', '\0', 'abcde'];
    for (let round = 0; round < 2_000; round++) {
      const noise = Array.from({ length: 40 }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
      const { parts } = feed(bytes(noise), [Math.floor(random() * noise.length)]);
      expect(parts.join('').length).toBeLessThanOrEqual(noise.length);
    }
  });
});
