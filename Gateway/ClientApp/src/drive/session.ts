import { backoffMs } from './backoff.ts';
import { wireDelta, wireTime } from './clock.ts';
import type { Command } from './input/controls.ts';
import { readMessage, type CarState, type EndReason } from './messages.ts';

export const PING_EVERY_MS = 1_000;
/** A socket that opens or joins for longer than this is given up. */
export const JOIN_DEADLINE_MS = 5_000;
/** Pongs come each second; a live socket that is silent for this long is dead, whatever TCP believes. */
export const SILENCE_DEADLINE_MS = 4_000;
/** In a session a car's state comes five times a second. Without one for this long nobody knows of the car: it counts as lost. */
export const CAR_SILENT_MS = 1_500;
/** A connection that has lived this long was a good one: the next loss starts the back-off anew. */
export const GOOD_AFTER_MS = 3_000;

/** Close codes of the contract that mean more than "try again". */
const CLOSED_UNAUTHORIZED = 4401;
const CLOSED_REVOKED = 4403;
const CLOSED_REPLACED = 4409;
const CLOSED_RESTART = 1012;

/** `not_found`: the token opens no session any more; every other one is the gateway's word. */
export type Ending = EndReason | 'not_found';

/** How good a picture the driver wants. */
export type VideoQuality = 'low' | 'medium' | 'high';

export type Phase =
  | { readonly name: 'opening'; readonly since: number }
  | { readonly name: 'joining'; readonly since: number }
  | { readonly name: 'live'; readonly since: number }
  | { readonly name: 'waiting'; readonly until: number; readonly why: 'lost' | 'restart' | 'silent' }
  | { readonly name: 'ended'; readonly reason: Ending };

/** What the machine wants done, in this order. */
export type Effect =
  | { readonly do: 'open' }
  | { readonly do: 'close' }
  | { readonly do: 'send'; readonly text: string }
  /** Ask over HTTP whether the session still exists: a refused handshake tells a browser nothing. */
  | { readonly do: 'check' };

const NOTHING: readonly Effect[] = [];

/**
 * The driver's end of /ws/drive: joins, resumes with the same token after a loss, numbers the drive frames of each
 * epoch, measures the round trip, and knows how it ended. Does no I/O and reads no clock.
 */
export class DriveSession {
  phase: Phase;
  /** Of the last `joined`; 0 before. */
  epoch = 0;
  carId = '';
  /** Most throttle that the car takes, by the last `joined`. */
  maxThrottle = 1;
  /** Of this epoch and this connection; null until the gateway has spoken of the car. */
  state: CarState | null = null;
  /** Round trip in ms, smoothed; null until one is known. */
  rttMs: number | null = null;

  private seq = 0;
  private attempt = 0;
  private everJoined = false;
  private lastPingAt = -Infinity;
  private lastHeardAt = 0;
  private lastStateAt = 0;
  private graceSeconds = 0;
  private lostAt = 0;
  private clock: { secondsLeft: number; at: number; paused: boolean } | null = null;

  constructor(
    private readonly token: string,
    private readonly random: () => number,
  ) {
    this.phase = { name: 'waiting', until: 0, why: 'lost' };
  }

  start(now: number): readonly Effect[] {
    this.phase = { name: 'opening', since: now };
    return [{ do: 'open' }];
  }

  opened(now: number): readonly Effect[] {
    if (this.phase.name !== 'opening') return NOTHING;
    this.phase = { name: 'joining', since: now };
    return [{ do: 'send', text: JSON.stringify({ type: 'join', token: this.token }) }];
  }

  received(text: string, now: number): readonly Effect[] {
    if (this.phase.name !== 'joining' && this.phase.name !== 'live') return NOTHING;
    this.lastHeardAt = now;
    const message = readMessage(text);
    switch (message?.type) {
      case 'joined':
        if (message.epoch !== this.epoch) this.seq = 0;
        this.epoch = message.epoch;
        this.carId = message.carId;
        this.maxThrottle = message.maxThrottle;
        this.state = null;
        this.everJoined = true;
        this.graceSeconds = message.graceSeconds;
        this.clock = { secondsLeft: message.secondsLeft, at: now, paused: this.clock?.paused ?? false };
        this.phase = { name: 'live', since: now };
        this.lastPingAt = now;
        return [this.ping(now)];
      case 'state':
        // A state of another epoch speaks of another driver's hold on the car.
        if (this.phase.name !== 'live' || message.epoch !== this.epoch) return NOTHING;
        this.state = message;
        this.lastStateAt = now;
        this.clock = { secondsLeft: message.secondsLeft, at: now, paused: message.paused };
        return NOTHING;
      case 'pong': {
        const sample = wireDelta(wireTime(now), message.t);
        if (sample >= 0) this.rttMs = this.rttMs === null ? sample : this.rttMs * 0.7 + sample * 0.3;
        return NOTHING;
      }
      case 'ended':
        return this.end(message.reason);
      case 'error':
        return message.code === 'unauthorized' ? this.end('not_found') : NOTHING;
      default:
        return NOTHING;
    }
  }

  closed(code: number, now: number): readonly Effect[] {
    if (this.phase.name === 'ended' || this.phase.name === 'waiting') return NOTHING;
    if (code === CLOSED_UNAUTHORIZED) return this.end('not_found');
    if (code === CLOSED_REVOKED) return this.end('revoked');
    // Joining again would throw the other page out, which would join again, and so on.
    if (code === CLOSED_REPLACED) return this.end('replaced');
    return this.retry(now, code === CLOSED_RESTART ? 'restart' : 'lost');
  }

  /** The answer to `check`: the gateway does not know this token. */
  gone(): readonly Effect[] {
    return this.phase.name === 'ended' ? NOTHING : this.end('not_found');
  }

  /** The driver handed the session back over HTTP. */
  released(): readonly Effect[] {
    return this.phase.name === 'ended' ? NOTHING : this.end('released');
  }

  tick(now: number): readonly Effect[] {
    switch (this.phase.name) {
      case 'waiting':
        return now >= this.phase.until ? this.start(now) : NOTHING;
      case 'opening':
      case 'joining':
        return now - this.phase.since > JOIN_DEADLINE_MS ? [{ do: 'close' }, ...this.retry(now, 'silent')] : NOTHING;
      case 'live':
        if (now - this.lastHeardAt > SILENCE_DEADLINE_MS) return [{ do: 'close' }, ...this.retry(now, 'silent')];
        if (this.state?.online === true && now - this.lastStateAt > CAR_SILENT_MS) this.state = { ...this.state, online: false };
        if (now - this.phase.since >= GOOD_AFTER_MS) this.attempt = 0;
        if (now - this.lastPingAt < PING_EVERY_MS) return NOTHING;
        this.lastPingAt = now;
        return [this.ping(now)];
      case 'ended':
        return NOTHING;
    }
  }

  /** One drive frame, or nothing while no epoch is held. */
  drive(command: Command, now: number): readonly Effect[] {
    if (this.phase.name !== 'live') return NOTHING;
    const frame = {
      type: 'drive',
      seq: ++this.seq,
      t: wireTime(now),
      steering: toWire(command.steering),
      throttle: toWire(command.throttle),
    };
    return [{ do: 'send', text: JSON.stringify(frame) }];
  }

  /** Stops the car; without a connection the gateway has stopped it already. */
  stop(): readonly Effect[] {
    return this.phase.name === 'live' ? [{ do: 'send', text: JSON.stringify({ type: 'stop' }) }] : NOTHING;
  }

  /** The quality that the camera is to have; the gateway keeps it until the session ends. */
  video(quality: VideoQuality): readonly Effect[] {
    return this.phase.name === 'live' ? [{ do: 'send', text: JSON.stringify({ type: 'video', quality }) }] : NOTHING;
  }

  /** Seconds left on the rental's clock, counted down here between two states; null before the first. */
  secondsLeft(now: number): number | null {
    if (this.clock === null) return null;
    const gone = this.clock.paused ? 0 : (now - this.clock.at) / 1000;
    return Math.max(0, this.clock.secondsLeft - gone);
  }

  /**
   * Seconds for which the gateway keeps the seat of a driver whom it lost; null while the connection is good. Counted
   * from the last word that came, which is no later than when the gateway began to count.
   */
  seatSecondsLeft(now: number): number | null {
    if (!this.everJoined || this.phase.name === 'live' || this.phase.name === 'ended') return null;
    return Math.max(0, this.graceSeconds - (now - this.lostAt) / 1000);
  }

  get paused(): boolean {
    return this.clock?.paused ?? false;
  }

  /** Whether the car would follow throttle, as far as this end knows. */
  get carReady(): boolean {
    return this.phase.name === 'live' && this.state !== null && this.state.online && this.state.armed && !this.state.stopped;
  }

  private ping(now: number): Effect {
    return { do: 'send', text: JSON.stringify({ type: 'ping', t: wireTime(now) }) };
  }

  private retry(now: number, why: 'lost' | 'restart' | 'silent'): readonly Effect[] {
    const wasLive = this.phase.name === 'live';
    if (wasLive) this.lostAt = this.lastHeardAt;
    this.phase = { name: 'waiting', until: now + backoffMs(this.attempt++, this.random()), why };
    this.state = null;
    this.rttMs = null;
    // A live socket that broke is simply retried; one that never joined may have lost its session meanwhile.
    return wasLive || (!this.everJoined && this.attempt < 2) ? NOTHING : [{ do: 'check' }];
  }

  private end(reason: Ending): readonly Effect[] {
    this.phase = { name: 'ended', reason };
    this.state = null;
    return [{ do: 'close' }];
  }
}

/** Thousandths are finer than any servo; -0 would be written as 0 anyway. */
function toWire(value: number): number {
  return Math.round(Math.min(1, Math.max(-1, value)) * 1000) / 1000 || 0;
}
