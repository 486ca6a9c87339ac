import { wireDelta } from '../drive/clock.ts';
import type { FrameStamp } from './jpegComment.ts';

/** Older than this, the picture is stale and throttle is locked (DESIGN.md, safety rule 5). */
export const STALE_AFTER_MS = 500;
/** How far back the fastest arrival is remembered; the same window as the wire's `t`. */
export const OFFSET_WINDOW_MS = 30_000;
/** No frame overtakes another by more than this: a capture clock that goes back further belongs to a camera that started anew. */
export const OVERTAKEN_BY_MS = 1_000;

/** `none` before the first frame, `unknown` where no frame's age can be told, else by the age of what is drawn. */
export type Freshness = 'none' | 'fresh' | 'stale' | 'unknown';

const BUCKET_MS = 1_000;

export type Arrival<T> =
  /** Decode this one now; the decoder is free. */
  | { readonly do: 'decode'; readonly frame: T; readonly heldUpMs: number }
  /** Kept in the one slot until the decoder is free. */
  | { readonly do: 'wait'; readonly heldUpMs: number }
  /** Not newer than one that came before it; never drawn. */
  | { readonly do: 'refuse' };

interface Timed<T> {
  readonly frame: T;
  readonly order: number;
  readonly capturedAt: number;
}

/**
 * Decides which frame is drawn and how old the drawn one is. Holds one frame in the decoder and one waiting; a newer
 * frame replaces the waiting one, which counts as dropped.
 *
 * Two clocks that nobody has synchronised: the smallest (arrival - capture) of the last 30 s stands for a frame that
 * travelled as fast as frames can, and what a frame lags behind that is how long it was held up. The least travel
 * time itself stays unknown, so an age is "at least".
 */
export class Picture<T> {
  private decoding: Timed<T> | null = null;
  private waiting: Timed<T> | null = null;
  private drawn: { order: number; capturedAt: number } | null = null;

  private nextOrder = 1;
  private newest: FrameStamp | null = null;
  private offsets: { bucket: number; least: number }[] = [];
  /** The offsets are kept relative to this, so that they stay small across the wrap of the camera's clock. */
  private origin: { arrival: number; captureMs: number } | null = null;
  private drawnTimes: number[] = [];

  /** Frames that were replaced in the slot, came late, or could not be decoded. */
  dropped = 0;

  arrived(frame: T, stamp: FrameStamp | null, now: number): Arrival<T> {
    if (stamp !== null && !this.isNewer(stamp)) {
      this.dropped++;
      return { do: 'refuse' };
    }
    const heldUpMs = stamp === null ? 0 : this.heldUp(stamp, now);
    const timed = { frame, order: this.nextOrder++, capturedAt: now - heldUpMs };
    if (this.decoding === null) {
      this.decoding = timed;
      return { do: 'decode', frame, heldUpMs };
    }
    if (this.waiting !== null) this.dropped++;
    this.waiting = timed;
    return { do: 'wait', heldUpMs };
  }

  /**
   * The decoder is done with its frame. `draw` says whether to put it on the canvas; `next` is the frame to decode
   * now, if one waits.
   */
  decoded(ok: boolean, now: number): { readonly draw: boolean; readonly next: T | null } {
    const done = this.decoding;
    this.decoding = this.waiting;
    this.waiting = null;
    const draw = ok && done !== null && (this.drawn === null || done.order > this.drawn.order);
    if (draw) {
      this.drawn = { order: done.order, capturedAt: done.capturedAt };
      this.drawnTimes.push(now);
      if (this.drawnTimes.length > 128) this.drawnTimes.shift();
    } else {
      this.dropped++;
    }
    return { draw, next: this.decoding === null ? null : this.decoding.frame };
  }

  /** Age in ms of what the driver sees; null before the first frame. */
  ageMs(now: number): number | null {
    return this.drawn === null ? null : Math.max(0, now - this.drawn.capturedAt);
  }

  freshness(now: number): Freshness {
    const age = this.ageMs(now);
    if (age === null) return 'none';
    return age > STALE_AFTER_MS ? 'stale' : 'fresh';
  }

  /** Frames drawn in the last second. */
  fps(now: number): number {
    while (this.drawnTimes.length > 0 && now - this.drawnTimes[0]! >= 1000) this.drawnTimes.shift();
    return this.drawnTimes.length;
  }

  private isNewer(stamp: FrameStamp): boolean {
    const newest = this.newest;
    if (newest !== null) {
      const ahead = wireDelta(stamp.captureMs, newest.captureMs);
      const idsAhead = wireDelta(stamp.frameId, newest.frameId);
      // Later, yet counted lower: another count, so another clock, which has just passed the old one.
      const anew = ahead < -OVERTAKEN_BY_MS || (ahead > 0 && idsAhead < 0);
      if (anew) this.forgetClock();
      else if (ahead < 0 || (ahead === 0 && idsAhead <= 0)) return false;
    }
    this.newest = stamp;
    return true;
  }

  private heldUp(stamp: FrameStamp, now: number): number {
    this.origin ??= { arrival: now, captureMs: stamp.captureMs };
    const offset = now - this.origin.arrival - wireDelta(stamp.captureMs, this.origin.captureMs);
    const bucket = Math.floor(now / BUCKET_MS);
    const last = this.offsets.at(-1);
    if (last?.bucket === bucket) last.least = Math.min(last.least, offset);
    else this.offsets.push({ bucket, least: offset });
    while (this.offsets[0]!.bucket <= bucket - OFFSET_WINDOW_MS / BUCKET_MS) this.offsets.shift();
    return offset - this.offsets.reduce((least, one) => Math.min(least, one.least), Infinity);
  }

  private forgetClock(): void {
    this.offsets = [];
    this.origin = null;
  }
}
