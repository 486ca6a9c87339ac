/**
 * Puts frames together that come in chunks over an unordered data channel. A frame with a missing chunk is dropped, never
 * waited for: as soon as a newer one is whole, everything older is gone.
 *
 *     0      1        2               3          4..5       6..7          8..11
 *     0x52 | ver. 1 | bit 0: last   | reserved | frame id | chunk index | capture ms | picture      (big-endian)
 */
const HEADER = 12;
const MAX_CHUNKS = 1024;
const MAX_FRAME = 256 * 1024;

/** Unfinished frames that are held: the newest. */
const MAX_OPEN = 3;

export interface ReceivedFrame {
  frameId: number;
  /** Milliseconds of the sender's clock. */
  captureMs: number;
  jpeg: Uint8Array<ArrayBuffer>;
}

interface OpenFrame {
  frameId: number;
  captureMs: number;
  chunks: Map<number, Uint8Array>;
  bytes: number;
  /** Index of the last chunk; -1 while it has not come. */
  last: number;
}

/** Whether frame `a` comes after `b`; ids wrap after 65535. */
const isNewer = (a: number, b: number): boolean => a !== b && ((a - b) & 0xffff) < 0x8000;

export class VideoChunks {
  private open: OpenFrame[] = [];
  private shown: number | null = null;
  /** The frame whose chunks contradicted each other; the rest of it is not taken either. */
  private spoiled: number | null = null;

  /** Takes one message; returns the frame that it completes, or null. */
  take(message: Uint8Array): ReceivedFrame | null {
    if (message.length <= HEADER || message[0] !== 0x52 || message[1] !== 1) return null;
    const header = new DataView(message.buffer, message.byteOffset, HEADER);
    const frameId = header.getUint16(4);
    const index = header.getUint16(6);
    if (index >= MAX_CHUNKS || frameId === this.spoiled || (this.shown !== null && !isNewer(frameId, this.shown))) return null;
    const frame = this.frame(frameId, header.getUint32(8));
    if (!frame || frame.chunks.has(index)) return null;

    const isLast = (header.getUint8(2) & 1) === 1;
    const highest = Math.max(index, ...frame.chunks.keys());
    if ((isLast && (frame.last >= 0 || highest > index)) || (frame.last >= 0 && index > frame.last) || frame.bytes + message.length - HEADER > MAX_FRAME) {
      this.spoiled = frameId;
      this.open = this.open.filter((other) => other !== frame);
      return null;
    }

    if (isLast) frame.last = index;
    frame.chunks.set(index, message.subarray(HEADER));
    frame.bytes += message.length - HEADER;
    return frame.last >= 0 && frame.chunks.size === frame.last + 1 ? this.finish(frame) : null;
  }

  private frame(frameId: number, captureMs: number): OpenFrame | null {
    const known = this.open.find((frame) => frame.frameId === frameId);
    if (known) return known;
    if (this.open.length >= MAX_OPEN) {
      const oldest = this.open.reduce((a, b) => (isNewer(a.frameId, b.frameId) ? b : a));
      if (!isNewer(frameId, oldest.frameId)) return null;
      this.open = this.open.filter((frame) => frame !== oldest);
    }
    const frame = { frameId, captureMs, chunks: new Map<number, Uint8Array>(), bytes: 0, last: -1 };
    this.open.push(frame);
    return frame;
  }

  private finish(frame: OpenFrame): ReceivedFrame {
    this.shown = frame.frameId;
    this.open = this.open.filter((other) => isNewer(other.frameId, frame.frameId));
    const jpeg = new Uint8Array(frame.bytes);
    let at = 0;
    for (let index = 0; index <= frame.last; index++) {
      const chunk = frame.chunks.get(index)!;
      jpeg.set(chunk, at);
      at += chunk.length;
    }
    return { frameId: frame.frameId, captureMs: frame.captureMs, jpeg };
  }
}
