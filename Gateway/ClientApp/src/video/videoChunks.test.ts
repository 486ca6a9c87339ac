import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { VideoChunks } from './videoChunks';

interface Case {
  name: string;
  receive: string[];
  frames: { after: number; frameId: number; captureMs: number; frame: string }[];
}

const vectors = JSON.parse(readFileSync(new URL('../../../../Firmware/vectors/video-chunks.json', import.meta.url), 'utf8')) as { cases: Case[] };
const bytes = (hex: string) => Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (data: Uint8Array) => Array.from(data, (byte) => byte.toString(16).padStart(2, '0')).join('');

const chunk = (frameId: number, index: number, last: boolean, length = 1) => {
  const message = new Uint8Array(12 + length);
  const view = new DataView(message.buffer);
  message.set([0x52, 1, last ? 1 : 0]);
  view.setUint16(4, frameId);
  view.setUint16(6, index);
  return message;
};

describe('chunks of frames, as the shared vectors have them', () => {
  it.each(vectors.cases)('$name', ({ receive, frames }) => {
    const chunks = new VideoChunks();
    const shown: Case['frames'] = [];
    receive.forEach((message, i) => {
      const frame = chunks.take(bytes(message));
      if (frame) shown.push({ after: i + 1, frameId: frame.frameId, captureMs: frame.captureMs, frame: hex(frame.jpeg) });
    });
    expect(shown).toEqual(frames);
  });
});

describe('what does not fit', () => {
  it('a frame over 256 KiB is dropped, and the next one is taken', () => {
    const chunks = new VideoChunks();
    for (let i = 0; i < 17; i++) expect(chunks.take(chunk(1, i, i === 16, 16_000))).toBeNull();
    expect(chunks.take(chunk(2, 0, true))?.frameId).toBe(2);
  });

  it('of more than three unfinished frames the oldest is given up', () => {
    const chunks = new VideoChunks();
    for (const frameId of [1, 2, 3, 4]) expect(chunks.take(chunk(frameId, 0, false))).toBeNull();
    expect(chunks.take(chunk(1, 1, true))).toBeNull();
    expect(chunks.take(chunk(2, 1, true))?.frameId).toBe(2);
  });
});
