import { readCamera } from '../api/camera.ts';
import { socketUrl } from '../api/socketUrl.ts';
import type { Grant } from '../api/sessions.ts';
import { plan } from './candidates.ts';
import { DirectStream } from './DirectStream.ts';
import { ImageStream } from './ImageStream.ts';
import { looksLikeJpeg, readStamp } from './jpegComment.ts';
import { Ladder, type LadderEffect } from './ladder.ts';
import { PageWatch } from './pageContext.ts';
import { Picture, STALE_AFTER_MS, type Freshness } from './picture.ts';
import type { Rung, RungKind, RungTrouble } from './rungs.ts';
import { Viewer, type ViewerEffect, type ViewerTrouble } from './viewer.ts';

const MAX_FRAME_BYTES = 256 * 1024;
/** A picture this old on a connection that just came back is worth a new connection of its own. */
const REOPEN_AFTER_MS = 2_000;
/** What there is a player for. */
const PLAYABLE: ReadonlySet<RungKind> = new Set(['direct']);

/** What the driver is told about the picture, as plain values. */
export interface VideoReading {
  readonly freshness: Freshness;
  /** Of what is on the canvas, in ms; null before the first frame, and where it can't be known. */
  readonly frameAgeMs: number | null;
  /** Frames drawn in the last second. */
  readonly fps: number;
  readonly viewerTrouble: ViewerTrouble | null;
  /** The way that the picture comes by; null while none brings one. */
  readonly rung: RungKind | null;
  /** Why by no better one: what went wrong, `trying` while that is being found out, `best` when there is no better one. */
  readonly rungWhy: RungTrouble | 'trying' | 'best';
}

interface Frame {
  readonly leg: number;
  readonly jpeg: Blob;
}

interface Stream {
  close(): void;
}

/**
 * Everything that brings the camera's picture onto the canvas of one drive view: the edge around `Ladder`, `Viewer` and
 * `Picture`, which decide.
 */
export class VideoPlayer {
  private readonly ladder = new Ladder(Math.random);
  private readonly viewer: Viewer;
  private readonly picture = new Picture<Frame>();
  private readonly ending = new AbortController();
  private readonly watch = new PageWatch(() => this.changed(), this.ending.signal);
  private readonly streams = new Map<number, Stream>();
  private canvas: HTMLCanvasElement | null = null;
  private socket: WebSocket | null = null;
  private relayLeg = 0;
  private asks = 0;

  constructor(private readonly grant: Grant) {
    this.viewer = new Viewer(grant.token, Math.random);
    addEventListener('online', () => this.changed(), { signal: this.ending.signal });
  }

  readonly attach = (canvas: HTMLCanvasElement | null): void => {
    this.canvas = canvas;
  };

  start(now: number): void {
    this.climb(this.ladder.start(now));
    this.run(this.ladder.usesRelay ? this.viewer.start(now) : []);
  }

  /** The way to the gateway is back after a loss; what the picture came by may be dead without having said so. */
  resume(now: number): void {
    const age = this.picture.ageMs(now);
    if (this.ladder.usesRelay && (age === null || age > REOPEN_AFTER_MS)) this.run(this.viewer.restart(now));
    this.start(now);
  }

  stop(): void {
    this.climb(this.ladder.stop());
  }

  /** Stops for good. */
  dispose(): void {
    this.stop();
    this.ending.abort();
  }

  tick(now: number): void {
    this.run(this.viewer.tick(now));
    this.climb(this.ladder.tick(now));
    for (const [leg, stream] of this.streams) {
      if (stream instanceof ImageStream && this.ladder.shows(leg)) this.paint(stream.picture, stream.picture.naturalWidth, stream.picture.naturalHeight);
    }
  }

  freshness(now: number): Freshness {
    return this.ladder.rung === 'image' ? 'unknown' : this.picture.freshness(now);
  }

  read(now: number): VideoReading {
    const { rung, trouble, climbing } = this.ladder;
    return {
      freshness: this.freshness(now),
      frameAgeMs: rung === 'image' ? null : this.picture.ageMs(now),
      fps: this.picture.fps(now),
      viewerTrouble: this.viewer.phase.name === 'waiting' ? this.viewer.phase.why : null,
      rung,
      rungWhy: trouble ?? (climbing || rung === null || rung === 'relay' ? 'trying' : 'best'),
    };
  }

  private changed(): void {
    this.climb(this.ladder.changed(performance.now()));
  }

  private climb(effects: readonly LadderEffect[]): void {
    for (const effect of effects) {
      switch (effect.do) {
        case 'ask':
          void this.ask(++this.asks);
          break;
        case 'open':
          this.open(effect.leg, effect.rung);
          break;
        case 'close':
          if (effect.leg === this.relayLeg) this.run(this.viewer.stop());
          this.streams.get(effect.leg)?.close();
          this.streams.delete(effect.leg);
          break;
      }
    }
  }

  private async ask(ask: number): Promise<void> {
    const [answer, page] = await Promise.all([readCamera(this.grant), this.watch.read()]);
    if (ask !== this.asks) return;
    const { rungs, trouble } =
      answer.ok ? plan(answer.value.candidates, page, answer.value.sameNetwork, PLAYABLE)
      : { rungs: [], trouble: answer.problem.status === 404 ? ('camera' as const) : ('server' as const) };
    this.climb(this.ladder.answered(rungs, trouble, performance.now()));
  }

  private open(leg: number, rung: Rung): void {
    const failed = (why: RungTrouble) => this.climb(this.ladder.failed(leg, why, performance.now()));
    switch (rung.kind) {
      case 'relay':
        this.relayLeg = leg;
        this.run(this.viewer.start(performance.now()));
        break;
      case 'direct':
        this.streams.set(leg, new DirectStream(rung, this.watch, { frame: (bytes) => this.frameCame(leg, bytes), failed }));
        break;
      case 'image':
        this.streams.set(leg, new ImageStream(rung, { shown: () => this.climb(this.ladder.frame(leg, performance.now()).effects), failed }));
        break;
    }
  }

  private frameCame(leg: number, bytes: Uint8Array<ArrayBuffer>): void {
    if (bytes.length > MAX_FRAME_BYTES || !looksLikeJpeg(bytes)) return;
    const now = performance.now();
    const { draw, effects } = this.ladder.frame(leg, now);
    this.climb(effects);
    if (!draw) return;
    const arrival = this.picture.arrived({ leg, jpeg: new Blob([bytes], { type: 'image/jpeg' }) }, readStamp(bytes), now);
    if (arrival.do === 'refuse') return;
    if (arrival.heldUpMs <= STALE_AFTER_MS) this.ladder.fresh(leg, now);
    if (arrival.do === 'decode') void this.decode(arrival.frame);
  }

  private async decode(frame: Frame): Promise<void> {
    const bitmap = await createImageBitmap(frame.jpeg).catch(() => null);
    const { draw, next } = this.picture.decoded(bitmap !== null && this.ladder.shows(frame.leg), performance.now());
    if (bitmap !== null) {
      if (draw) this.paint(bitmap, bitmap.width, bitmap.height);
      bitmap.close();
    }
    if (next !== null) void this.decode(next);
  }

  private paint(image: CanvasImageSource, width: number, height: number): void {
    const canvas = this.canvas;
    if (canvas === null || width === 0) return;
    if (canvas.width !== width || canvas.height !== height) {
      canvas.width = width;
      canvas.height = height;
    }
    canvas.getContext('2d', { alpha: false })?.drawImage(image, 0, 0);
  }

  private run(effects: readonly ViewerEffect[]): void {
    for (const effect of effects) {
      switch (effect.do) {
        case 'open':
          this.openSocket();
          break;
        case 'close':
          this.closeSocket();
          break;
        case 'send':
          if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(effect.text);
          break;
      }
    }
  }

  private openSocket(): void {
    this.closeSocket();
    const socket = new WebSocket(socketUrl('/ws/video'));
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.onopen = () => this.run(this.viewer.opened(performance.now()));
    socket.onmessage = ({ data }) => {
      if (data instanceof ArrayBuffer) this.frameCame(this.relayLeg, new Uint8Array(data));
    };
    socket.onclose = ({ code }) => {
      this.socket = null;
      this.run(this.viewer.closed(code, performance.now()));
    };
  }

  private closeSocket(): void {
    const socket = this.socket;
    if (socket === null) return;
    this.socket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }
}
