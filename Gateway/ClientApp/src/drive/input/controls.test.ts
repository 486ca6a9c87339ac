import { describe, expect, it, test } from 'vitest';
import {
  Controls,
  DEAD_ZONE,
  LONGEST_STEP_MS,
  STEERING_OUT_MS,
  STICK_THROTTLE_OUT_MS,
  THROTTLE_BACK_MS,
  THROTTLE_OUT_MS,
  ZERO_BEFORE_DRIVING_MS,
} from './controls.ts';

const FREE = { picture: false, car: false };

/** Runs the controls as the page does, 30 times a second, and gives the last command. */
function run(controls: Controls, from: number, ms: number) {
  let command = controls.tick(from);
  for (let now = from + 33; now <= from + ms; now += 33) command = controls.tick(now);
  return command;
}

function driving(code = 'ArrowUp') {
  const controls = new Controls();
  controls.setLocks(FREE);
  controls.keyDown(code);
  expect(run(controls, 0, 600).throttle).toBe(1);
  return controls;
}

describe('keys', () => {
  test.each([
    [['ArrowUp'], 0, 1],
    [['KeyW'], 0, 1],
    [['ArrowDown'], 0, -1],
    [['KeyS'], 0, -1],
    [['ArrowLeft'], -1, 0],
    [['KeyA'], -1, 0],
    [['ArrowRight'], 1, 0],
    [['KeyD'], 1, 0],
    [['ArrowUp', 'KeyD'], 1, 1],
    [['KeyW', 'ArrowUp'], 0, 1],
    [['ArrowUp', 'ArrowDown'], 0, 0],
    [['KeyA', 'ArrowRight'], 0, 0],
    [['KeyX'], 0, 0],
  ])('%j held: steering %d, throttle %d', (codes, steering, throttle) => {
    const controls = new Controls();
    for (const code of codes) controls.keyDown(code);
    expect(run(controls, 0, 1000)).toEqual({ steering, throttle });
  });

  it('stays down while one of two keys for the same direction is still held', () => {
    const controls = driving('KeyW');
    controls.keyDown('ArrowUp');
    controls.keyUp('KeyW');
    expect(run(controls, 600, 300).throttle).toBe(1);
    controls.keyUp('ArrowUp');
    expect(run(controls, 900, 300).throttle).toBe(0);
  });
});

describe('ramps', () => {
  it('goes out over its time, and back faster', () => {
    const controls = new Controls();
    controls.keyDown('ArrowUp');
    controls.keyDown('ArrowRight');
    const commands = Array.from({ length: THROTTLE_OUT_MS / 25 + 1 }, (_, i) => controls.tick(i * 25));
    expect(commands[THROTTLE_OUT_MS / 2 / 25]!.throttle).toBeCloseTo(0.5);
    expect(commands[STEERING_OUT_MS / 25]!.steering).toBeCloseTo(1);
    expect(commands.at(-1)!.throttle).toBeCloseTo(1);
    controls.keyUp('ArrowUp');
    expect(controls.tick(THROTTLE_OUT_MS + THROTTLE_BACK_MS / 2).throttle).toBeCloseTo(0.5);
    expect(controls.tick(THROTTLE_OUT_MS + THROTTLE_BACK_MS).throttle).toBe(0);
  });

  it('turns round through the middle, never past an end', () => {
    const controls = driving();
    controls.keyUp('ArrowUp');
    controls.keyDown('ArrowDown');
    expect(controls.tick(600 + 1000).throttle).toBe(0);
    expect(run(controls, 2600, 300).throttle).toBe(-1);
  });
});

test.each([
  ['gentle', 300],
  ['quick', 80],
])('%s steering by keys takes %d ms, and no stick minds it', (_, ms) => {
  const controls = new Controls();
  controls.setSteeringSpeed(ms);
  controls.tick(0);
  controls.keyDown('KeyD');
  expect(controls.tick(20).steering).toBeCloseTo(20 / ms);
  controls.keyUp('KeyD');
  run(controls, 21, 300);
  controls.gamepad({ steering: 1, throttle: 0 });
  expect(controls.tick(400).steering).toBe(1);
});

test('a frame that comes late does not jump forwards, but may fall back to nothing', () => {
  const controls = new Controls();
  run(controls, 0, 300);
  controls.keyDown('ArrowUp');
  expect(controls.tick(5000).throttle).toBeCloseTo(LONGEST_STEP_MS / THROTTLE_OUT_MS);
  run(controls, 5001, 400);
  controls.keyUp('ArrowUp');
  expect(controls.tick(9000).throttle).toBe(0);
});

test.each([
  [0, 0.5, (0.5 - DEAD_ZONE) / (1 - DEAD_ZONE)],
  [0, -0.1, 0],
  [1, 0.5, ((0.5 - DEAD_ZONE) / (1 - DEAD_ZONE)) ** 3],
  [1, 1, 1],
  [0.5, -1, -1],
])('with curve %d a gamepad at %d drives %d', (curve, deflection, driven) => {
  const controls = new Controls();
  controls.gamepad({ steering: 0, throttle: 0 }, curve);
  run(controls, 0, 300);
  controls.gamepad({ steering: deflection, throttle: deflection }, curve);
  const command = run(controls, 300, 500);
  expect(command.steering).toBeCloseTo(driven);
  expect(command.throttle).toBeCloseTo(driven);
});

describe('thumbs', () => {
  function held() {
    const controls = new Controls();
    run(controls, 0, 300);
    controls.thumbDown('throttle');
    controls.thumbMove('throttle', 0.5);
    controls.thumbDown('steering');
    controls.thumbMove('steering', -0.5);
    const { steering, throttle } = run(controls, 300, 400);
    expect(steering).toBeCloseTo(-0.457, 3);
    expect(throttle).toBeCloseTo(0.457, 3);
    return controls;
  }

  it('drive as far as they are moved', () => void held());

  it.each<[string, (c: Controls) => void]>([
    ['blur', (c) => (c.setActive(false), c.setActive(true))],
    ['letting go', (c) => c.letGo()],
    ['an unplugged gamepad', (c) => (c.gamepad({ steering: 0, throttle: 0 }), c.gamepad(null))],
  ])('after %s, a finger that still moves moves nothing until it lands anew', (_, lose) => {
    const controls = held();
    lose(controls);
    expect(controls.holdsThumb('throttle')).toBe(false);
    controls.thumbMove('throttle', 1);
    controls.thumbMove('steering', 1);
    expect(run(controls, 800, 1000)).toEqual({ steering: 0, throttle: 0 });
    controls.thumbDown('throttle');
    controls.thumbMove('throttle', -1);
    expect(run(controls, 1900, 600).throttle).toBe(-1);
  });

  it('read what is no number as the middle', () => {
    const controls = held();
    controls.thumbMove('throttle', NaN);
    controls.thumbMove('steering', Infinity);
    expect(run(controls, 800, 400)).toEqual({ steering: 0, throttle: 0 });
  });

  it('start softly', () => {
    const controls = new Controls();
    run(controls, 0, 300);
    controls.thumbDown('throttle');
    controls.thumbMove('throttle', 1);
    expect(controls.tick(330).throttle).toBeLessThanOrEqual(33 / STICK_THROTTLE_OUT_MS);
  });
});

describe('trim and cap', () => {
  const tuning = { cap: 0.5, trim: 0.1 };

  it('hold at rest and while driving', () => {
    const controls = new Controls();
    expect(controls.output(0, tuning, 1)).toEqual({ steering: 0.1, throttle: 0 });
    run(controls, 1, 300);
    controls.keyDown('ArrowUp');
    run(controls, 400, 400);
    expect(controls.output(850, tuning, 1)).toEqual({ steering: 0.1, throttle: 0.5 });
    expect(controls.output(851, tuning, 0.3)).toEqual({ steering: 0.1, throttle: 0.3 });
  });

  it('leave neutral alone once nobody is in front of the page', () => {
    const controls = driving();
    controls.setActive(false);
    expect(controls.output(601, tuning, 1)).toEqual({ steering: 0, throttle: 0 });
  });

  it('do not unlock, nor keep locked: what is wanted is not what goes out', () => {
    const controls = driving();
    controls.stop();
    for (let now = 601; now < 2000; now += 33) expect(controls.output(now, { cap: 0, trim: 0.2 }, 1).throttle).toBe(0);
    expect(controls.waitsForZero).toBe(true);
    controls.keyUp('ArrowUp');
    for (let now = 2000; now < 2400; now += 33) controls.output(now, tuning, 1);
    expect(controls.waitsForZero).toBe(false);
  });
});

describe('what the page can no longer know counts as let go, at once', () => {
  test.each<[string, (c: Controls) => void]>([
    ['blur or hidden tab', (c) => c.setActive(false)],
    ['a system shortcut, a context menu', (c) => c.letGo()],
  ])('%s', (_, lose) => {
    const controls = driving();
    controls.keyDown('KeyD');
    lose(controls);
    expect(controls.tick(601)).toEqual({ steering: 0, throttle: 0 });
  });

  it('stays neutral after the focus is back, although the key-up was lost', () => {
    const controls = driving();
    controls.setActive(false);
    run(controls, 610, 200);
    controls.setActive(true);
    expect(run(controls, 900, 2000).throttle).toBe(0);
  });

  it("takes no key from the keyboard's own repeat", () => {
    const controls = driving();
    controls.setActive(false);
    controls.setActive(true);
    controls.keyDown('ArrowUp', true);
    expect(run(controls, 700, 2000).throttle).toBe(0);
    controls.keyUp('ArrowUp');
    controls.keyDown('ArrowUp');
    expect(run(controls, 2800, 600).throttle).toBe(1);
  });

  it('takes nothing while it is not in front', () => {
    const controls = new Controls(false);
    controls.keyDown('ArrowUp');
    controls.thumbDown('throttle');
    controls.thumbMove('throttle', 1);
    controls.gamepad({ steering: 1, throttle: 1 });
    expect(run(controls, 0, 1000)).toEqual({ steering: 0, throttle: 0 });
  });

  it('goes neutral when the gamepad is pulled out', () => {
    const controls = new Controls();
    controls.gamepad({ steering: 0, throttle: 0 });
    run(controls, 0, 300);
    controls.gamepad({ steering: 1, throttle: 1 });
    expect(run(controls, 300, 600)).toEqual({ steering: 1, throttle: 1 });
    controls.gamepad(null);
    expect(controls.tick(901)).toEqual({ steering: 0, throttle: 0 });
    expect(run(controls, 902, 1000)).toEqual({ steering: 0, throttle: 0 });
  });

  it('does not drive off with a gamepad that is found with its trigger pulled', () => {
    const controls = new Controls();
    run(controls, 0, 300);
    for (let now = 300; now < 1500; now += 33) {
      controls.gamepad({ steering: 0, throttle: 1 });
      expect(controls.tick(now).throttle).toBe(0);
    }
    controls.gamepad({ steering: 0, throttle: 0.1 });
    run(controls, 1500, 300);
    controls.gamepad({ steering: 0, throttle: 1 });
    expect(run(controls, 1800, 600).throttle).toBe(1);
  });

  it('reads a broken axis as the middle', () => {
    const controls = new Controls();
    controls.gamepad({ steering: NaN, throttle: Infinity });
    expect(run(controls, 0, 1000)).toEqual({ steering: 0, throttle: 0 });
  });

  it('lifts the finger that was lifted, not the other', () => {
    const controls = new Controls();
    controls.thumbDown('throttle');
    controls.thumbMove('throttle', 1);
    controls.thumbDown('steering');
    controls.thumbMove('steering', -1);
    expect(run(controls, 0, 600)).toEqual({ steering: -1, throttle: 1 });
    controls.thumbUp('throttle');
    expect(run(controls, 600, 300)).toEqual({ steering: -1, throttle: 0 });
  });
});

describe('locks', () => {
  it('an old picture takes throttle away at once and leaves steering; a fresh one gives it back', () => {
    const controls = driving();
    controls.keyDown('KeyA');
    run(controls, 600, 300);
    controls.setLocks({ picture: true, car: false });
    expect(controls.tick(901)).toEqual({ steering: -1, throttle: 0 });
    controls.setLocks(FREE);
    expect(run(controls, 902, 600).throttle).toBe(1);
  });

  it("after the driver's stop, throttle must be let go first", () => {
    const controls = driving();
    controls.stop();
    expect(run(controls, 601, 2000).throttle).toBe(0);
    expect(controls.waitsForZero && controls.pushes).toBe(true);
    controls.keyUp('ArrowUp');
    run(controls, 2700, ZERO_BEFORE_DRIVING_MS + 66);
    expect(controls.waitsForZero).toBe(false);
    controls.keyDown('ArrowUp');
    expect(run(controls, 3100, 600).throttle).toBe(1);
  });

  test.each([
    [ZERO_BEFORE_DRIVING_MS - 1, true],
    [ZERO_BEFORE_DRIVING_MS, false],
  ])('zero for %d ms: still locked is %j', (ms, locked) => {
    const controls = driving();
    controls.stop();
    controls.keyUp('ArrowUp');
    controls.tick(1000);
    controls.tick(1000 + ms);
    expect(controls.waitsForZero).toBe(locked);
  });

  it("after the car's stop or before it is armed, throttle held all along does not start it", () => {
    const controls = driving();
    controls.setLocks({ picture: false, car: true });
    expect(run(controls, 601, 500).throttle).toBe(0);
    controls.setLocks(FREE);
    expect(run(controls, 1200, 2000).throttle).toBe(0);
    controls.keyUp('ArrowUp');
    run(controls, 3300, 300);
    controls.keyDown('ArrowUp');
    expect(run(controls, 3700, 600).throttle).toBe(1);
  });
});
