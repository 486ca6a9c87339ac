/** What our cameras write into each JPEG. */
export interface FrameStamp {
  readonly frameId: number;
  /** Unsigned 32-bit milliseconds of the camera's own monotonic clock. */
  readonly captureMs: number;
}

const LONGEST_COMMENT = 64;
const STAMP = /^rc1 (\d{1,10}) (\d{1,10})\0?$/;

/**
 * Reads the stamp that stands right after SOI:
 *
 *     FF D8 | FF FE | length, 2 bytes, big-endian, counts itself | "rc1 <frame id> <capture ms>"
 *
 * Null for a JPEG without one, which is accepted and counts as captured on arrival.
 */
export function readStamp(jpeg: Uint8Array): FrameStamp | null {
  if (jpeg.length < 6 || jpeg[0] !== 0xff || jpeg[1] !== 0xd8 || jpeg[2] !== 0xff || jpeg[3] !== 0xfe) return null;
  const length = (jpeg[4]! << 8) | jpeg[5]!;
  if (length < 2 || length - 2 > LONGEST_COMMENT || 4 + length > jpeg.length) return null;
  const text = String.fromCharCode(...jpeg.subarray(6, 4 + length));
  const match = STAMP.exec(text);
  if (match === null) return null;
  const frameId = Number(match[1]);
  const captureMs = Number(match[2]);
  return frameId <= 0xffffffff && captureMs <= 0xffffffff ? { frameId, captureMs } : null;
}

/** Whether these bytes start as a JPEG does. */
export function looksLikeJpeg(bytes: Uint8Array): boolean {
  return bytes.length > 4 && bytes[0] === 0xff && bytes[1] === 0xd8;
}
