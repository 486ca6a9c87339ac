import { RUNG_RANK, type Rung, type RungKind, type RungTrouble } from './rungs.ts';

/** A candidate that has brought no frame by then is given up (DESIGN.md: then the next one, then the relay). */
export const PROBE_MS = 2_000;
/** The same while the browser asks its user. The relay brings the picture meanwhile. */
export const PROMPT_MS = 30_000;
/** The rung in use is dead when its last fresh frame is this old: a rung must be replaced within a second. */
export const DEAD_AFTER_MS = 500;
/** A stream that the camera ends may be the end of the session, which the page hears a moment later. */
export const ENDED_GRACE_MS = 150;
/** The relay is kept this long beside a new rung, in case it dies at once. */
export const SETTLE_MS = 500;
/** The server answers within this, or the round is over. */
export const ASK_MS = 5_000;
/** Between two rounds of attempts; doubles with each that came to nothing. */
export const FIRST_REST_MS = 3_000;
export const LONGEST_REST_MS = 60_000;
/** A camera that is busy says itself that it wants five seconds. */
export const BUSY_REST_MS = 5_000;
/** A rung that held this long was a good one: the rests start anew. */
export const GOOD_AFTER_MS = 10_000;
/** A relay this silent is worth an early round, and a look at a picture whose age nobody knows. */
export const RELAY_SILENT_MS = 2_000;
/** Ticks come every 33 ms. A longer gap is the page's own sleep, in which nothing that arrived was heard. */
const AWAKE_MS = 250;

const RELAY: Rung = { kind: 'relay', url: '', space: 'unknown', asks: false };

export type LadderEffect =
  /** Ask the server for candidates, with fresh tokens; `answered` takes what it says. */
  | { readonly do: 'ask' }
  | { readonly do: 'open'; readonly leg: number; readonly rung: Rung }
  | { readonly do: 'close'; readonly leg: number };

interface Leg {
  readonly id: number;
  readonly rung: Rung;
  readonly since: number;
  upSince: number;
  /** When its last frame came. */
  seenAt: number;
  /** When its last fresh frame came. */
  heardAt: number;
}

const NOTHING: readonly LadderEffect[] = [];

/**
 * Which way the picture comes by: begins with the relay, climbs to the best rung that the network allows, and is back on
 * the relay within a second when that one dies. Does no I/O and reads no clock.
 *
 *     relay ──(candidate's first frame)──▶ candidate, relay beside it ──(0.5 s)──▶ candidate alone
 *       ▲                                          │                                │
 *       └────────────(no fresh frame for 500 ms, ended, erred)─────────────────────┘   climbs again after a rest
 *
 * The rung in use keeps its place until another has delivered a frame, and a frame is drawn only while its rung has the
 * place.
 */
export class Ladder {
  private running = false;
  private holder: Leg | null = null;
  private relay: Leg | null = null;
  private probe: Leg | null = null;
  private queue: readonly Rung[] = [];
  /** Best rank of the last answer. */
  private best = RUNG_RANK.relay;
  private askedAt: number | null = null;
  private askedAgain = false;
  private relayAt = Infinity;
  private nextRoundAt = Infinity;
  private roundEndedAt = -Infinity;
  private hastened = false;
  private rests = 0;
  private roundTrouble: RungTrouble | null = null;
  private lastTrouble: RungTrouble | null = null;
  private unreadable = false;
  private tickedAt: number | null = null;
  private lastLeg = 0;

  constructor(private readonly random: () => number) {}

  /** The rung that the picture comes by; null while none brings one. */
  get rung(): RungKind | null {
    return this.holder?.rung.kind ?? null;
  }

  /** Why it comes by no better one; null on the best one, and before anything was tried. */
  get trouble(): RungTrouble | null {
    if (this.probe?.rung.asks === true) return 'prompt';
    return this.lastTrouble;
  }

  /** Whether a better way is being tried right now. */
  get climbing(): boolean {
    return this.probe !== null || this.askedAt !== null;
  }

  /** Whether the relay's connection is wanted. */
  get usesRelay(): boolean {
    return this.relay !== null;
  }

  start(now: number): readonly LadderEffect[] {
    if (this.running) return NOTHING;
    this.running = true;
    this.tickedAt = now;
    return [...this.openRelay(now), ...this.ask(now)];
  }

  stop(): readonly LadderEffect[] {
    const legs = new Set([this.holder, this.relay, this.probe].filter((leg) => leg !== null));
    this.running = false;
    this.holder = this.relay = this.probe = null;
    this.queue = [];
    this.askedAt = null;
    this.nextRoundAt = this.relayAt = Infinity;
    this.rests = 0;
    this.lastTrouble = this.roundTrouble = null;
    this.unreadable = this.hastened = this.askedAgain = false;
    return [...legs].map((leg) => ({ do: 'close', leg: leg.id }));
  }

  /** What the server offers, as far as this page can use it, best first; `trouble` says why that is not more. */
  answered(rungs: readonly Rung[], trouble: RungTrouble | null, now: number): readonly LadderEffect[] {
    if (this.askedAt === null) return NOTHING;
    this.askedAt = null;
    this.roundTrouble = trouble;
    this.best = Math.min(RUNG_RANK.relay, ...rungs.map((one) => RUNG_RANK[one.kind]));
    const floor = this.holder === null ? RUNG_RANK.relay : Math.min(RUNG_RANK.relay, RUNG_RANK[this.holder.rung.kind]);
    const better = rungs.filter((one) => RUNG_RANK[one.kind] < floor);
    // A camera that this page may not read can still be looked at, which beats nothing and nothing else.
    this.queue = this.unreadable && this.sightless(now) ? better.map((one) => ({ ...one, kind: 'image' })) : better;
    if (this.queue.length > 0) this.roundTrouble = null;
    return this.next(now);
  }

  /** A whole frame has come. Draw it only if `draw`; say `fresh` if it was. */
  frame(id: number, now: number): { readonly draw: boolean; readonly effects: readonly LadderEffect[] } {
    if (this.holder?.id === id) {
      this.holder.seenAt = now;
      return { draw: true, effects: NOTHING };
    }
    if (this.probe?.id === id) return { draw: true, effects: this.promote(this.probe, now) };
    if (this.relay?.id === id && (this.holder === null || this.holder.rung.kind === 'image')) {
      const before = this.holder;
      this.holder = this.relay;
      this.holder.upSince = this.holder.seenAt = this.holder.heardAt = now;
      return { draw: true, effects: before === null ? NOTHING : [{ do: 'close', leg: before.id }] };
    }
    return { draw: false, effects: NOTHING };
  }

  /** The frame was no older than a driver may drive by: only such frames keep a rung alive. */
  fresh(id: number, now: number): void {
    if (this.holder?.id !== id) return;
    this.holder.heardAt = now;
    if (this.holder === this.relay) this.hastened = false;
  }

  /** Whether this leg's picture is the one to be seen. */
  shows(id: number): boolean {
    return this.holder?.id === id;
  }

  /** A leg other than the relay, which comes back by itself, has ended. */
  failed(id: number, why: RungTrouble, now: number): readonly LadderEffect[] {
    if (this.probe?.id === id) {
      this.probe = null;
      this.unreadable ||= why === 'cors';
      this.roundTrouble ??= why;
      const close: LadderEffect = { do: 'close', leg: id };
      if (why !== 'token' || this.askedAgain) return [close, ...this.next(now)];
      // Spent or too old, as after a sleep: new ones are to be had.
      this.askedAgain = true;
      this.queue = [];
      return [close, ...this.ask(now)];
    }
    if (this.holder?.id === id && this.holder !== this.relay) {
      this.holder = null;
      this.lastTrouble = why;
      this.relayAt = why === 'ended' ? now + ENDED_GRACE_MS : now;
      return [{ do: 'close', leg: id }, ...this.watchRelay(now), ...(this.climbing ? NOTHING : this.rest(why, now))];
    }
    return NOTHING;
  }

  /** Something has changed that may open a way: a permission, the network. */
  changed(now: number): readonly LadderEffect[] {
    if (!this.running || this.climbing || !this.mayClimb) return NOTHING;
    this.rests = 0;
    return this.ask(now);
  }

  tick(now: number): readonly LadderEffect[] {
    if (!this.running) return NOTHING;
    const slept = Math.max(0, now - (this.tickedAt ?? now) - AWAKE_MS);
    this.tickedAt = now;
    if (this.holder !== null) this.holder.heardAt = Math.min(now, this.holder.heardAt + slept);
    return [...this.watchHolder(now), ...this.watchRelay(now), ...this.watchProbe(now), ...this.watchRounds(now)];
  }

  private watchRelay(now: number): readonly LadderEffect[] {
    return now >= this.relayAt ? this.openRelay(now) : NOTHING;
  }

  private watchHolder(now: number): readonly LadderEffect[] {
    const { holder, relay } = this;
    if (holder === null || holder === relay || holder.rung.kind === 'image') return NOTHING;
    if (now - holder.heardAt > DEAD_AFTER_MS) return this.failed(holder.id, 'stalled', now);
    if (now - holder.upSince >= GOOD_AFTER_MS) this.rests = 0;
    if (relay === null || now - holder.upSince < SETTLE_MS) return NOTHING;
    this.relay = null;
    return [{ do: 'close', leg: relay.id }];
  }

  private watchProbe(now: number): readonly LadderEffect[] {
    const { probe } = this;
    if (probe === null) return NOTHING;
    const deadline = probe.rung.asks ? PROMPT_MS : PROBE_MS;
    return now - probe.since >= deadline ? this.failed(probe.id, probe.rung.asks ? 'prompt' : 'unreachable', now) : NOTHING;
  }

  private watchRounds(now: number): readonly LadderEffect[] {
    if (this.askedAt !== null && now - this.askedAt >= ASK_MS) {
      this.askedAt = null;
      this.roundTrouble = 'server';
      return this.next(now);
    }
    if (this.climbing) return NOTHING;
    if (!this.hastened && this.sightless(now) && now - this.roundEndedAt >= RELAY_SILENT_MS) {
      // Once a silence: a camera that is off is not asked for every two seconds.
      this.hastened = true;
      this.nextRoundAt = Math.min(this.nextRoundAt, now);
    }
    return now >= this.nextRoundAt ? this.ask(now) : NOTHING;
  }

  /** Nothing brings a picture, the relay neither. */
  private sightless(now: number): boolean {
    if (this.holder !== null && this.holder !== this.relay) return false;
    return this.relay !== null && now - this.relay.seenAt > RELAY_SILENT_MS;
  }

  private get mayClimb(): boolean {
    return this.holder === null || RUNG_RANK[this.holder.rung.kind] > Math.min(this.best, RUNG_RANK.direct);
  }

  private promote(leg: Leg, now: number): readonly LadderEffect[] {
    const before = this.holder;
    this.holder = leg;
    this.relayAt = Infinity;
    leg.upSince = leg.seenAt = leg.heardAt = now;
    this.probe = null;
    this.queue = [];
    if (leg.rung.kind === 'image') {
      this.lastTrouble = 'cors';
      this.scheduleRound(now, 0);
    } else {
      this.unreadable = false;
      this.lastTrouble = this.best < RUNG_RANK[leg.rung.kind] ? this.roundTrouble : null;
      if (this.best < RUNG_RANK[leg.rung.kind]) this.scheduleRound(now, 0);
      else this.nextRoundAt = Infinity;
    }
    return before === null || before === this.relay ? NOTHING : [{ do: 'close', leg: before.id }];
  }

  private next(now: number): readonly LadderEffect[] {
    const [rung, ...rest] = this.queue;
    this.queue = rest;
    if (rung === undefined) {
      this.lastTrouble = this.roundTrouble;
      return this.rest(this.roundTrouble, now);
    }
    this.probe = this.leg(rung, now);
    return [{ do: 'open', leg: this.probe.id, rung }];
  }

  private ask(now: number): readonly LadderEffect[] {
    this.askedAt = now;
    this.nextRoundAt = Infinity;
    return [{ do: 'ask' }];
  }

  private rest(why: RungTrouble | null, now: number): readonly LadderEffect[] {
    this.askedAgain = false;
    this.roundEndedAt = now;
    this.scheduleRound(now, why === 'busy' ? BUSY_REST_MS : 0);
    return NOTHING;
  }

  private scheduleRound(now: number, least: number): void {
    const rest = Math.min(LONGEST_REST_MS, FIRST_REST_MS * 2 ** this.rests++);
    this.nextRoundAt = now + Math.max(least, rest * (0.75 + this.random() * 0.5));
  }

  private openRelay(now: number): readonly LadderEffect[] {
    this.relayAt = Infinity;
    if (this.relay !== null) return NOTHING;
    this.relay = this.leg(RELAY, now);
    return [{ do: 'open', leg: this.relay.id, rung: RELAY }];
  }

  private leg(rung: Rung, now: number): Leg {
    return { id: ++this.lastLeg, rung, since: now, upSince: now, seenAt: now, heardAt: now };
  }
}
