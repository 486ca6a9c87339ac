import { describe, expect, it, test } from 'vitest';
import {
  ASK_MS, BUSY_REST_MS, DEAD_AFTER_MS, ENDED_GRACE_MS, FIRST_REST_MS, GOOD_AFTER_MS, Ladder, LONGEST_REST_MS, PROBE_MS, PROMPT_MS, RELAY_SILENT_MS, SETTLE_MS,
  type LadderEffect,
} from './ladder.ts';
import type { Rung, RungKind, RungTrouble } from './rungs.ts';

const TICK = 33;
const rung = (kind: RungKind, url = `${kind}-1`, asks = false): Rung => ({ kind, url, space: 'local', asks });
const DIRECT = rung('direct');

/** A ladder in a world of its own: which legs are open, and what they carry. */
class World {
  now = 1_000;
  asked = 0;
  readonly ladder: Ladder;
  readonly open = new Map<number, Rung>();
  readonly log: string[] = [];
  readonly drawn: { at: number; leg: number; kind: RungKind }[] = [];

  constructor(random: () => number = () => 0.5) {
    this.ladder = new Ladder(random);
  }

  do(effects: readonly LadderEffect[]) {
    for (const effect of effects) {
      if (effect.do === 'ask') {
        this.asked++;
        this.log.push('ask');
      } else if (effect.do === 'open') {
        this.open.set(effect.leg, effect.rung);
        this.log.push(`open ${effect.rung.kind === 'relay' ? 'relay' : effect.rung.url}`);
      } else {
        const known = this.open.get(effect.leg);
        expect(known, `leg ${effect.leg} is closed twice`).toBeDefined();
        this.open.delete(effect.leg);
        this.log.push(`close ${known!.kind === 'relay' ? 'relay' : known!.url}`);
      }
    }
  }

  leg(kind: RungKind) {
    return [...this.open].find(([, one]) => one.kind === kind)?.[0];
  }

  start() {
    this.do(this.ladder.start(this.now));
    return this;
  }

  answer(rungs: Rung[], trouble: RungTrouble | null = null) {
    this.do(this.ladder.answered(rungs, trouble, this.now));
  }

  frame(kind: RungKind, fresh = true) {
    const leg = this.leg(kind);
    if (leg === undefined) return false;
    const { draw, effects } = this.ladder.frame(leg, this.now);
    this.do(effects);
    if (draw) {
      this.drawn.push({ at: this.now, leg, kind });
      if (fresh) this.ladder.fresh(leg, this.now);
    }
    return draw;
  }

  fail(kind: RungKind, why: RungTrouble) {
    this.do(this.ladder.failed(this.leg(kind)!, why, this.now));
  }

  /** Time passes; these rungs deliver at 20 a second, as far as they are open. */
  pass(ms: number, ...delivering: RungKind[]) {
    const until = this.now + ms;
    for (let i = 0; this.now < until; i++) {
      this.now = Math.min(until, this.now + TICK);
      this.do(this.ladder.tick(this.now));
      for (const kind of delivering) this.frame(kind);
    }
    return this;
  }

  get last() {
    return this.drawn.at(-1);
  }
}

const climbed = () => {
  const world = new World().start();
  world.pass(100, 'relay');
  world.answer([DIRECT]);
  world.pass(SETTLE_MS + 100, 'relay', 'direct');
  expect(world.ladder.rung).toBe('direct');
  return world;
};

describe('climbing', () => {
  it('begins with the relay and asks at once what else there is', () => {
    expect(new World().start().log).toEqual(['open relay', 'ask']);
  });

  it('takes the candidate’s first frame, keeps the relay until it has settled, then closes it', () => {
    const world = new World().start();
    world.pass(100, 'relay');
    expect(world.ladder.rung).toBe('relay');
    world.answer([DIRECT]);
    world.pass(100, 'relay');
    expect(world.ladder.rung).toBe('relay');
    world.pass(SETTLE_MS - 100, 'relay', 'direct');
    expect(world.ladder.rung).toBe('direct');
    expect(world.leg('relay')).toBeDefined();
    world.pass(200, 'relay', 'direct');
    expect(world.log).toEqual(['open relay', 'ask', 'open direct-1', 'close relay']);
    expect(world.ladder.trouble).toBeNull();
  });

  it('draws no frame of the relay once the candidate has the place', () => {
    const world = climbed();
    const switched = world.drawn.findIndex((one) => one.kind === 'direct');
    expect(world.drawn.slice(switched).every((one) => one.kind === 'direct')).toBe(true);
  });

  it('leaves no gap: something is drawn all the way', () => {
    const world = climbed();
    for (let i = 1; i < world.drawn.length; i++) expect(world.drawn[i]!.at - world.drawn[i - 1]!.at).toBeLessThanOrEqual(2 * TICK);
  });

  it('starts with the candidate where the relay is slower', () => {
    const world = new World().start();
    world.answer([DIRECT]);
    world.pass(100, 'direct');
    expect(world.ladder.rung).toBe('direct');
    world.pass(SETTLE_MS, 'direct');
    expect(world.leg('relay')).toBeUndefined();
  });

  it('gives each candidate 2 s, then the next, then stays on the relay', () => {
    const world = new World().start();
    world.answer([rung('direct', 'a'), rung('direct', 'b')]);
    world.pass(PROBE_MS - TICK, 'relay');
    expect(world.log).toEqual(['open relay', 'ask', 'open a']);
    world.pass(2 * TICK, 'relay');
    expect(world.log.slice(3)).toEqual(['close a', 'open b']);
    world.pass(PROBE_MS + TICK, 'relay');
    expect(world.log.slice(5)).toEqual(['close b']);
    expect(world.ladder.rung).toBe('relay');
    expect(world.ladder.trouble).toBe('unreachable');
  });

  it('waits longer while the browser asks its user, and says so', () => {
    const world = new World().start();
    world.answer([rung('direct', 'a', true)]);
    expect(world.ladder.trouble).toBe('prompt');
    world.pass(PROMPT_MS - 2 * TICK, 'relay');
    expect(world.leg('direct')).toBeDefined();
    world.pass(3 * TICK, 'relay');
    expect(world.leg('direct')).toBeUndefined();
  });

  it('prefers WebRTC, and comes back for it from a direct stream', () => {
    const world = new World().start();
    world.answer([rung('webrtc'), DIRECT]);
    world.fail('webrtc', 'unreachable');
    world.pass(SETTLE_MS + 100, 'relay', 'direct');
    expect(world.ladder.rung).toBe('direct');
    world.pass(FIRST_REST_MS * 2, 'direct');
    expect(world.asked).toBe(2);
    world.answer([rung('webrtc'), DIRECT]);
    expect(world.log.at(-1)).toBe('open webrtc-1');
    world.pass(100, 'direct', 'webrtc');
    expect(world.ladder.rung).toBe('webrtc');
    expect(world.log.at(-1)).toBe('close direct-1');
  });

  test.each<[RungTrouble, number]>([
    ['unreachable', FIRST_REST_MS],
    ['busy', BUSY_REST_MS],
  ])('%s: tries again after %i ms', (why, rest) => {
    const world = new World().start();
    world.answer([DIRECT]);
    world.fail('direct', why);
    expect(world.ladder.trouble).toBe(why);
    world.pass(rest - TICK, 'relay');
    expect(world.asked).toBe(1);
    world.pass(3 * TICK, 'relay');
    expect(world.asked).toBe(2);
  });

  it('asks once more at once when its token was not taken', () => {
    const world = new World().start();
    world.answer([DIRECT]);
    world.fail('direct', 'token');
    expect(world.asked).toBe(2);
    world.answer([DIRECT]);
    world.fail('direct', 'token');
    expect(world.asked).toBe(2);
    expect(world.ladder.trouble).toBe('token');
  });

  it('a server that does not answer ends the round', () => {
    const world = new World().start().pass(ASK_MS + TICK, 'relay');
    expect(world.ladder.trouble).toBe('server');
    world.answer([DIRECT]);
    expect(world.leg('direct')).toBeUndefined();
  });

  it('rests longer each time, up to a minute', () => {
    const world = new World().start();
    const asks: number[] = [world.now];
    for (let round = 0; round < 9; round++) {
      world.answer([], 'none');
      const before = world.asked;
      while (world.asked === before) world.pass(TICK, 'relay');
      asks.push(world.now);
    }
    const rests = asks.slice(1).map((at, i) => at - asks[i]!);
    for (let i = 1; i < rests.length; i++) expect(rests[i]).toBeGreaterThanOrEqual(rests[i - 1]! - TICK);
    expect(rests[0]).toBeLessThan(FIRST_REST_MS + 2 * TICK);
    expect(rests.at(-1)).toBeLessThan(LONGEST_REST_MS + 2 * TICK);
  });

  it('tries at once when something has changed', () => {
    const world = new World().start();
    world.answer([], 'denied');
    world.do(world.ladder.changed(world.now));
    expect(world.asked).toBe(2);
  });
});

describe('falling back', () => {
  it('silent: the relay is open again within 600 ms, and the place is kept until its first frame', () => {
    const world = climbed();
    const died = world.now;
    world.log.length = 0;
    while (world.leg('relay') === undefined) world.pass(TICK);
    expect(world.now - died).toBeLessThanOrEqual(DEAD_AFTER_MS + 2 * TICK);
    expect(world.log).toEqual(['close direct-1', 'open relay']);
    expect(world.ladder.trouble).toBe('stalled');
    expect(world.ladder.rung).toBeNull();
    world.pass(TICK, 'relay');
    expect(world.ladder.rung).toBe('relay');
  });

  it('broken: at once', () => {
    const world = climbed();
    world.fail('direct', 'broken');
    expect(world.log.slice(-2)).toEqual(['close direct-1', 'open relay']);
  });

  it('ended by the camera: as soon as it is clear that the session has not ended, too', () => {
    const world = climbed();
    world.fail('direct', 'ended');
    world.pass(ENDED_GRACE_MS - TICK);
    expect(world.log.at(-1)).toBe('close direct-1');
    world.pass(2 * TICK);
    expect(world.log.at(-1)).toBe('open relay');

    const ending = climbed();
    ending.fail('direct', 'ended');
    ending.do(ending.ladder.stop());
    ending.pass(1_000);
    expect(ending.log.at(-1)).toBe('close direct-1');
  });

  it('dies while it settles: the relay, still open, is drawn with its next frame', () => {
    const world = new World().start();
    world.pass(100, 'relay');
    world.answer([DIRECT]);
    world.pass(100, 'relay', 'direct');
    world.fail('direct', 'ended');
    expect(world.frame('relay')).toBe(true);
  });

  it('frames that are too old keep nothing alive', () => {
    const world = climbed();
    for (let t = 0; t < DEAD_AFTER_MS + 3 * TICK && world.leg('direct') !== undefined; t += TICK) {
      world.pass(TICK);
      world.frame('direct', false);
    }
    expect(world.leg('direct')).toBeUndefined();
    expect(world.ladder.trouble).toBe('stalled');
  });

  it('a page that itself slept judges nobody by it', () => {
    const world = climbed();
    world.now += 5_000;
    world.do(world.ladder.tick(world.now));
    expect(world.ladder.rung).toBe('direct');
    world.pass(DEAD_AFTER_MS + 2 * TICK);
    expect(world.leg('direct')).toBeUndefined();
  });

  it('climbs again after a rest, and a rung that held long starts the rests anew', () => {
    const world = climbed();
    world.pass(GOOD_AFTER_MS, 'direct');
    world.fail('direct', 'ended');
    world.pass(FIRST_REST_MS + 2 * TICK, 'relay');
    expect(world.asked).toBe(2);
    world.answer([DIRECT]);
    world.pass(100, 'relay', 'direct');
    expect(world.ladder.rung).toBe('direct');
  });

  it('does not flap: a rung that dies as soon as it is up is tried ever less often', () => {
    const world = new World().start();
    let attempts = 0;
    for (const until = world.now + 120_000; world.now < until; ) {
      if (world.ladder.climbing && world.leg('direct') === undefined) world.answer([DIRECT]);
      world.pass(TICK, 'relay');
      if (world.leg('direct') === undefined) continue;
      attempts++;
      world.frame('direct');
      world.fail('direct', 'ended');
    }
    expect(attempts).toBeLessThanOrEqual(8);
  });

  it('asks earlier when the relay is silent, but once a silence', () => {
    const world = new World().start();
    world.pass(100, 'relay');
    for (let round = 0; round < 4; round++) {
      world.answer([], 'unreachable');
      while (!world.ladder.climbing) world.pass(TICK, 'relay');
    }
    world.answer([], 'unreachable');
    const asked = world.asked;
    world.pass(RELAY_SILENT_MS + 3 * TICK);
    expect(world.asked).toBe(asked + 1);
    world.answer([], 'unreachable');
    world.pass(20_000);
    expect(world.asked).toBe(asked + 1);
  });
});

describe('viewing only', () => {
  const blocked = () => {
    const world = new World().start();
    world.answer([DIRECT]);
    world.fail('direct', 'cors');
    return world;
  };

  it('is not used while the relay brings a picture', () => {
    const world = blocked().pass(FIRST_REST_MS + TICK * 2, 'relay');
    world.answer([DIRECT]);
    expect(world.leg('image')).toBeUndefined();
  });

  it('is used when the relay brings none, and gives way to it', () => {
    const world = blocked().pass(FIRST_REST_MS + TICK * 2);
    world.answer([DIRECT]);
    expect(world.leg('image')).toBeDefined();
    world.frame('image', false);
    expect(world.ladder.rung).toBe('image');
    world.pass(1_000);
    expect(world.ladder.rung).toBe('image');
    expect(world.leg('relay')).toBeDefined();
    world.pass(TICK, 'relay');
    expect(world.ladder.rung).toBe('relay');
    expect(world.leg('image')).toBeUndefined();
  });
});

it('closes everything when it stops, and begins anew', () => {
  const world = climbed();
  world.do(world.ladder.stop());
  expect(world.open.size).toBe(0);
  expect(world.ladder.trouble).toBeNull();
  world.pass(5_000);
  expect(world.open.size).toBe(0);
  world.start();
  expect(world.log.slice(-2)).toEqual(['open relay', 'ask']);
});

/** mulberry32: the same sequence each time. */
function dice(seed: number) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// In a world where everything fails at random, these hold at every step.
test.each(Array.from({ length: 60 }, (_, seed) => seed))('whatever happens (%i)', (seed) => {
  const random = dice(seed + 1);
  const world = new World(random).start();
  const works = new Map<RungKind, boolean>();
  const troubles: RungTrouble[] = ['ended', 'busy', 'token', 'cors', 'unreachable', 'broken'];
  const hadPlace = new Set<number>();
  let drawnBefore = 0;
  let relayWorkedSince = world.now;
  let askedAt = world.now;
  let coveredAt = world.now;
  for (const until = world.now + 60_000; world.now < until; ) {
    world.now += TICK;
    const before = world.asked;
    world.do(world.ladder.tick(world.now));
    if (world.asked > before) askedAt = world.now;
    for (const kind of ['relay', 'direct', 'webrtc', 'image'] as const) {
      if (random() < 0.01) works.set(kind, random() < 0.6);
      if (works.get(kind) === true && random() < 0.7) world.frame(kind, random() < 0.95);
      if (kind !== 'relay' && world.leg(kind) !== undefined && random() < 0.01) world.fail(kind, troubles[Math.floor(random() * troubles.length)]!);
    }
    if (works.get('relay') !== true) relayWorkedSince = world.now;
    if (world.ladder.climbing && random() < 0.1) {
      const offered = [rung('webrtc'), rung('direct', 'a'), rung('direct', 'b', random() < 0.2)].filter(() => random() < 0.6);
      world.answer(offered, offered.length === 0 ? 'none' : null);
    }
    if (random() < 0.002) world.do(world.ladder.changed(world.now));

    const kinds = [...world.open.values()].map((one) => one.kind);
    expect(kinds.length).toBeLessThanOrEqual(3);
    expect(kinds.filter((kind) => kind === 'relay').length).toBeLessThanOrEqual(1);
    const held = [...world.open.keys()].find((leg) => world.ladder.shows(leg));
    // Somebody has the place, or the relay is on its way.
    if ((held !== undefined && world.open.get(held)!.kind !== 'image') || world.leg('relay') !== undefined) coveredAt = world.now;
    expect(world.now - coveredAt).toBeLessThanOrEqual(ENDED_GRACE_MS + TICK);
    for (const { leg } of world.drawn.slice(drawnBefore)) {
      // Who lost the place has it again only when who took it is gone.
      const other = world.drawn[drawnBefore - 1];
      if (hadPlace.has(leg) && other !== undefined && other.leg !== leg) expect(world.open.has(other.leg)).toBe(false);
      hadPlace.add(leg);
      drawnBefore++;
    }
    // A picture is never older than the death of its rung and the way to a relay that works.
    const lastDrawn = world.last?.at ?? 0;
    if (world.now - relayWorkedSince > 1_000) expect(world.now - lastDrawn).toBeLessThanOrEqual(1_000);
    expect(world.now - askedAt).toBeLessThanOrEqual(world.ladder.rung === 'relay' || world.ladder.rung === null ? LONGEST_REST_MS * 1.3 + PROMPT_MS : Infinity);
  }
  // Nothing flaps: a minute has few rounds.
  expect(world.asked).toBeLessThanOrEqual(30);
});
