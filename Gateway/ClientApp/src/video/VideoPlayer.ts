import { socketUrl } from '../api/socketUrl.ts';
import type { Grant } from '../api/sessions.ts';
import { looksLikeJpeg, readStamp } from './jpegComment.ts';
import { Picture, type Freshness } from './picture.ts';
import { Viewer, type ViewerEffect, type ViewerTrouble } from './viewer.ts';

const MAX_FRAME_BYTES = 256 * 1024;
/** A picture this old on a connection that just came back is worth a new connection of its own. */
const REOPEN_AFTER_MS = 2_000;

/** What the driver is told about the picture, as plain values. */
export interface VideoReading {
  readonly freshness: Freshness;
  /** Of what is on the canvas, in ms; null before the first frame. */
  readonly frameAgeMs: number | null;
  /** Frames drawn in the last second. */
  readonly fps: number;
  readonly viewerTrouble: ViewerTrouble | null;
}

/** Everything that brings the camera's picture onto the canvas of one drive view. */
export class VideoPlayer {
  private readonly viewer: Viewer;
  private readonly picture = new Picture<Blob>();
  private canvas: HTMLCanvasElement | null = null;
  private socket: WebSocket | null = null;

  constructor(grant: Grant) {
    this.viewer = new Viewer(grant.token, Math.random);
  }

  readonly attach = (canvas: HTMLCanvasElement | null): void => {
    this.canvas = canvas;
  };

  start(now: number): void {
    this.run(this.viewer.start(now));
  }

  /** The way to the gateway is back after a loss; what the picture came by may be dead without having said so. */
  resume(now: number): void {
    const age = this.picture.ageMs(now);
    this.run(age === null || age > REOPEN_AFTER_MS ? this.viewer.restart(now) : this.viewer.start(now));
  }

  stop(): void {
    this.run(this.viewer.stop());
  }

  tick(now: number): void {
    this.run(this.viewer.tick(now));
  }

  freshness(now: number): Freshness {
    return this.picture.freshness(now);
  }

  read(now: number): VideoReading {
    return {
      freshness: this.picture.freshness(now),
      frameAgeMs: this.picture.ageMs(now),
      fps: this.picture.fps(now),
      viewerTrouble: this.viewer.phase.name === 'waiting' ? this.viewer.phase.why : null,
    };
  }

  private run(effects: readonly ViewerEffect[]): void {
    for (const effect of effects) {
      switch (effect.do) {
        case 'open':
          this.open();
          break;
        case 'close':
          this.close();
          break;
        case 'send':
          if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(effect.text);
          break;
      }
    }
  }

  private open(): void {
    this.close();
    const socket = new WebSocket(socketUrl('/ws/video'));
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.onopen = () => this.run(this.viewer.opened(performance.now()));
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.frameCame(data);
    };
    socket.onclose = ({ code }) => {
      this.socket = null;
      this.run(this.viewer.closed(code, performance.now()));
    };
  }

  private close(): void {
    const socket = this.socket;
    if (socket === null) return;
    this.socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private frameCame(data: ArrayBuffer): void {
    const bytes = new Uint8Array(data);
    if (bytes.length > MAX_FRAME_BYTES || !looksLikeJpeg(bytes)) return;
    const arrival = this.picture.arrived(new Blob([data], { type: 'image/jpeg' }), readStamp(bytes), performance.now());
    if (arrival.do === 'decode') void this.decode(arrival.frame);
  }

  private async decode(frame: Blob): Promise<void> {
    const bitmap = await createImageBitmap(frame).catch(() => null);
    const { draw, next } = this.picture.decoded(bitmap !== null, performance.now());
    if (bitmap !== null) {
      if (draw) this.paint(bitmap);
      bitmap.close();
    }
    if (next !== null) void this.decode(next);
  }

  private paint(bitmap: ImageBitmap): void {
    const canvas = this.canvas;
    if (canvas === null) return;
    if (canvas.width !== bitmap.width || canvas.height !== bitmap.height) {
      canvas.width = bitmap.width;
      canvas.height = bitmap.height;
    }
    canvas.getContext('2d', { alpha: false })?.drawImage(bitmap, 0, 0);
  }
}
