import { expect, test } from 'vitest';
import { looksLikeJpeg, readStamp } from './jpegComment.ts';

function jpeg(comment: string, { marker = 0xfe, length = comment.length + 2, tail = [0xff, 0xdb] } = {}) {
  return new Uint8Array([0xff, 0xd8, 0xff, marker, length >> 8, length & 0xff, ...[...comment].map((c) => c.charCodeAt(0)), ...tail]);
}

test.each<[string, Uint8Array, { frameId: number; captureMs: number } | null]>([
  ['a stamp', jpeg('rc1 7 1234'), { frameId: 7, captureMs: 1234 }],
  ['a stamp with a closing zero byte', jpeg('rc1 7 1234\0'), { frameId: 7, captureMs: 1234 }],
  ['the largest numbers', jpeg('rc1 4294967295 4294967295'), { frameId: 0xffffffff, captureMs: 0xffffffff }],
  ['a number that no u32 holds', jpeg('rc1 1 4294967296'), null],
  ['another version', jpeg('rc2 7 1234'), null],
  ['words after it', jpeg('rc1 7 1234 x'), null],
  ['a negative number', jpeg('rc1 -7 1234'), null],
  ['another comment', jpeg('made by hand'), null],
  ['another segment first', jpeg('rc1 7 1234', { marker: 0xe0 }), null],
  ['a length beyond the end', jpeg('rc1 7 1234', { length: 60, tail: [] }), null],
  ['a length below its own', jpeg('rc1 7 1234', { length: 1 }), null],
  ['no JPEG', new Uint8Array([1, 2, 3, 4, 5, 6, 7]), null],
  ['nothing', new Uint8Array(), null],
])('readStamp: %s', (_, bytes, stamp) => {
  expect(readStamp(bytes)).toEqual(stamp);
});

test.each([
  [[0xff, 0xd8, 0xff, 0xe0, 0, 0], true],
  [[0xff, 0xd8], false],
  [[0x89, 0x50, 0x4e, 0x47, 0, 0], false],
])('looksLikeJpeg: %j is %j', (bytes, yes) => {
  expect(looksLikeJpeg(new Uint8Array(bytes))).toBe(yes);
});
