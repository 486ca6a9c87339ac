import { describe, expect, it, test } from 'vitest';
import { END_REASONS } from './messages.ts';
import { CAR_SILENT_MS, DriveSession, JOIN_DEADLINE_MS, PING_EVERY_MS, SILENCE_DEADLINE_MS, type Effect } from './session.ts';

const joined = (epoch: number, secondsLeft = 600) =>
  JSON.stringify({ type: 'joined', carId: 'car-1', epoch, secondsLeft, failsafeMs: 250, maxThrottle: 1, devices: [] });
const state = (more: object = {}) =>
  JSON.stringify({
    type: 'state', epoch: 3, online: true, armed: true, neutral: true, stopped: false, ackSeq: 1, ackAgeMs: 9,
    batteryPercent: 81, rssi: -60, secondsLeft: 500, paused: false, ...more,
  });
const sent = (effects: readonly Effect[]) => effects.flatMap((e) => (e.do === 'send' ? [JSON.parse(e.text)] : []));
const kinds = (effects: readonly Effect[]) => effects.map((e) => e.do);

function live(now = 0, epoch = 3) {
  const session = new DriveSession('secret', () => 0.5);
  session.start(now);
  session.opened(now);
  session.received(joined(epoch), now);
  return session;
}

describe('joining', () => {
  it('opens, joins with the token, is live with the epoch, and measures at once', () => {
    const session = new DriveSession('secret', () => 0.5);
    expect(session.start(0)).toEqual([{ do: 'open' }]);
    expect(sent(session.opened(10))).toEqual([{ type: 'join', token: 'secret' }]);
    expect(session.phase.name).toBe('joining');
    expect(sent(session.received(joined(3), 40))).toEqual([{ type: 'ping', t: 40 }]);
    expect(session.phase.name).toBe('live');
    expect(session.epoch).toBe(3);
  });

  it('tells the quality once it is joined, and not before', () => {
    const session = new DriveSession('secret', () => 0.5);
    expect(session.video('low')).toEqual([]);
    expect(sent(live().video('low'))).toEqual([{ type: 'video', quality: 'low' }]);
  });

  it('sends no drive frame and no stop before it is joined', () => {
    const session = new DriveSession('secret', () => 0.5);
    session.start(0);
    session.opened(0);
    expect(session.drive({ steering: 0, throttle: 1 }, 1)).toEqual([]);
    expect(session.stop()).toEqual([]);
  });

  it('gives up a socket that does not get that far', () => {
    const session = new DriveSession('secret', () => 0.5);
    session.start(0);
    session.opened(0);
    expect(session.tick(JOIN_DEADLINE_MS)).toEqual([]);
    expect(kinds(session.tick(JOIN_DEADLINE_MS + 1))).toEqual(['close']);
    expect(session.phase).toMatchObject({ name: 'waiting', why: 'silent' });
  });
});

describe('drive frames', () => {
  it('number from 1, carry the clock, and never leave [-1, 1]', () => {
    const session = live();
    expect(sent(session.drive({ steering: -0.25, throttle: 0.4 }, 4021.7))).toEqual([
      { type: 'drive', seq: 1, t: 4021, steering: -0.25, throttle: 0.4 },
    ]);
    expect(sent(session.drive({ steering: -7, throttle: 1.00001 }, 4054))).toEqual([
      { type: 'drive', seq: 2, t: 4054, steering: -1, throttle: 1 },
    ]);
  });

  it('wrap t as an unsigned 32-bit number', () => {
    expect(sent(live().drive({ steering: 0, throttle: 0 }, 2 ** 32 + 5))[0].t).toBe(5);
  });

  test.each([
    ['a new epoch', 4, [1, 2]],
    ['the same epoch', 3, [3, 4]],
  ])('after rejoining in %s, seq goes on with the right number', (_, epoch, seqs) => {
    const session = live();
    session.drive({ steering: 0, throttle: 0 }, 1);
    session.drive({ steering: 0, throttle: 0 }, 2);
    session.closed(1006, 3);
    expect(session.drive({ steering: 0, throttle: 1 }, 4)).toEqual([]);
    session.tick(10_000);
    session.opened(10_000);
    session.received(joined(epoch), 10_001);
    const frames = [10_002, 10_003].flatMap((now) => sent(session.drive({ steering: 0, throttle: 0 }, now)));
    expect(frames.map((f) => f.seq)).toEqual(seqs);
  });
});

describe('what it knows of the car', () => {
  it('takes a car of which nothing is heard for lost, and for back with its next state', () => {
    const session = live();
    session.received(state(), 1000);
    session.received(JSON.stringify({ type: 'pong', t: 0 }), 1000 + CAR_SILENT_MS);
    session.tick(1000 + CAR_SILENT_MS);
    expect(session.carReady).toBe(true);
    session.tick(1001 + CAR_SILENT_MS);
    expect(session.carReady).toBe(false);
    expect(session.state?.online).toBe(false);
    expect(session.phase.name).toBe('live');
    session.received(state(), 3000);
    expect(session.carReady).toBe(true);
  });

  it('takes the state of its own epoch only', () => {
    const session = live();
    expect(session.carReady).toBe(false);
    session.received(state({ epoch: 2 }), 5);
    expect(session.state).toBeNull();
    session.received(state(), 6);
    expect(session.carReady).toBe(true);
  });

  test.each([
    [{}, true],
    [{ online: false }, false],
    [{ armed: false }, false],
    [{ stopped: true }, false],
    [{ armed: undefined }, false],
    [{ stopped: undefined }, false],
    [{ online: 'yes' }, false],
  ])('state %j: ready is %j', (more, ready) => {
    const session = live();
    session.received(state(more), 5);
    expect(session.carReady).toBe(ready);
  });

  it('forgets it with the connection', () => {
    const session = live();
    session.received(state(), 5);
    session.closed(1006, 6);
    expect(session.carReady).toBe(false);
  });

  test.each([
    [false, 497.5],
    [true, 500],
  ])('time left runs down between states; with paused=%j it is %d after 2.5 s', (paused, left) => {
    const session = live();
    session.received(state({ paused }), 1000);
    expect(session.secondsLeft(3500)).toBe(left);
    expect(session.paused).toBe(paused);
  });

  it('never shows less than nothing', () => {
    const session = live();
    session.received(state({ secondsLeft: 1 }), 0);
    expect(session.secondsLeft(60_000)).toBe(0);
  });
});

describe('round trip', () => {
  it('pings each second and smooths the answers', () => {
    const session = live(0);
    expect(session.tick(PING_EVERY_MS - 1)).toEqual([]);
    expect(sent(session.tick(PING_EVERY_MS))).toEqual([{ type: 'ping', t: 1000 }]);
    session.received('{"type":"pong","t":1000}', 1040);
    expect(session.rttMs).toBe(40);
    session.received('{"type":"pong","t":2000}', 2140);
    expect(session.rttMs).toBeCloseTo(70);
  });

  it('leaves out an answer from the future', () => {
    const session = live(0);
    session.received('{"type":"pong","t":9000}', 1040);
    expect(session.rttMs).toBeNull();
  });
});

describe('losing the socket', () => {
  it('waits longer each time, with jitter, and asks whether the session still lives', () => {
    const session = live();
    const waits: number[] = [];
    let now = 100;
    for (let i = 0; i < 7; i++) {
      const effects = session.closed(1006, now);
      expect(kinds(effects)).toEqual(i === 0 ? [] : ['check']);
      if (session.phase.name !== 'waiting') throw new Error(session.phase.name);
      waits.push(session.phase.until - now);
      now = session.phase.until;
      expect(session.tick(now - 1)).toEqual([]);
      expect(kinds(session.tick(now))).toEqual(['open']);
    }
    expect(waits).toEqual([188, 375, 750, 1500, 3000, 3750, 3750]);
  });

  it('starts the back-off anew only after a connection that lasted', () => {
    const wait = (lived: number) => {
      const session = live();
      for (const at of [100, 400]) {
        session.closed(1006, at);
        session.tick(at + 250);
      }
      session.tick(10_000);
      session.opened(10_000);
      session.received(joined(4), 10_000);
      session.tick(10_000 + lived);
      session.closed(1006, 10_000 + lived);
      return session.phase.name === 'waiting' ? session.phase.until - (10_000 + lived) : NaN;
    };
    expect(wait(100)).toBeGreaterThan(wait(3500));
    expect(wait(3500)).toBe(188);
  });

  test.each([
    [1006, 'waiting'],
    [1011, 'waiting'],
    [1012, 'waiting'],
    [4429, 'waiting'],
    [4401, 'not_found'],
    [4403, 'revoked'],
    [4409, 'replaced'],
  ])('close code %d leads to %s', (code, to) => {
    const session = live();
    session.closed(code, 5);
    expect(session.phase.name === 'ended' ? session.phase.reason : session.phase.name).toBe(to);
  });

  it('says when it is a restart', () => {
    const session = live();
    session.closed(1012, 5);
    expect(session.phase).toMatchObject({ why: 'restart' });
  });

  it('takes a silent socket for dead', () => {
    const session = live(0);
    session.received(state(), 1000);
    session.tick(1000 + SILENCE_DEADLINE_MS);
    expect(session.phase.name).toBe('live');
    expect(kinds(session.tick(1001 + SILENCE_DEADLINE_MS))).toContain('close');
    expect(session.phase).toMatchObject({ name: 'waiting', why: 'silent' });
  });
});

describe('the seat', () => {
  const withGrace = (graceSeconds: unknown) => {
    const session = new DriveSession('secret', () => 0.5);
    session.start(0);
    session.opened(0);
    session.received(JSON.stringify({ type: 'joined', epoch: 3, secondsLeft: 600, graceSeconds }), 0);
    return session;
  };

  it('is kept for the grace, counted from the last word of the gateway', () => {
    const session = withGrace(20);
    expect(session.seatSecondsLeft(500)).toBeNull();
    session.received(state(), 1000);
    session.closed(1006, 2500);
    expect(session.seatSecondsLeft(3000)).toBe(18);
    session.tick(9000);
    session.opened(9000);
    session.closed(1006, 9500);
    expect(session.seatSecondsLeft(11_000)).toBe(10);
    expect(session.seatSecondsLeft(60_000)).toBe(0);
  });

  it('is the driver’s again once joined', () => {
    const session = withGrace(20);
    session.closed(1006, 1000);
    session.tick(5000);
    session.opened(5000);
    session.received(joined(4), 5000);
    expect(session.seatSecondsLeft(5001)).toBeNull();
  });

  test.each([[undefined], ['20'], [null]])('a grace of %j is taken for 10 s', (grace) => {
    const session = withGrace(grace);
    session.closed(1006, 0);
    expect(session.seatSecondsLeft(0)).toBe(10);
  });

  it('is nobody’s before the first join', () => {
    const session = new DriveSession('secret', () => 0.5);
    session.start(0);
    session.closed(1006, 10);
    expect(session.seatSecondsLeft(20)).toBeNull();
  });
});

test.each([
  [1.4, 1.4],
  [-1.4, 1.4],
  [null, null],
  [undefined, null],
  ['1.4', null],
])('a speed of %j is read as %j', (speedMps, read) => {
  const session = live();
  session.received(state({ speedMps }), 5);
  expect(session.state?.speedMps).toBe(read);
});

describe('the end', () => {
  test.each(END_REASONS.map((reason) => [reason]))('ended: %s, for good', (reason) => {
    const session = live();
    expect(kinds(session.received(JSON.stringify({ type: 'ended', reason }), 5))).toEqual(['close']);
    expect(session.phase).toEqual({ name: 'ended', reason });
    expect(session.closed(1006, 6)).toEqual([]);
    expect(session.tick(60_000)).toEqual([]);
    expect(session.drive({ steering: 0, throttle: 1 }, 7)).toEqual([]);
    expect(session.phase).toEqual({ name: 'ended', reason });
  });

  it('is not_found when the gateway does not know the token', () => {
    const bySocket = live();
    bySocket.received('{"type":"error","code":"unauthorized"}', 5);
    expect(bySocket.phase).toEqual({ name: 'ended', reason: 'not_found' });
    const byHttp = live();
    byHttp.closed(1006, 5);
    byHttp.gone();
    expect(byHttp.phase).toEqual({ name: 'ended', reason: 'not_found' });
  });

  it('keeps the first reason', () => {
    const session = live();
    session.received('{"type":"ended","reason":"expired"}', 5);
    session.gone();
    session.released();
    expect(session.phase).toEqual({ name: 'ended', reason: 'expired' });
  });
});

test.each(['', 'hello', '[]', 'null', '{"type":"news"}', '{"type":"joined"}', '{"type":"state","epoch":"3"}', '{"type":"pong","t":null}'])(
  'passes over %j',
  (text) => {
    const session = live();
    expect(session.received(text, 5)).toEqual([]);
    expect(session.phase.name).toBe('live');
  },
);
