import { describe, expect, it, test } from 'vitest';
import {
  Controls,
  STEERING_OUT_MS,
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
    controls.tick(0);
    controls.keyDown('ArrowUp');
    controls.keyDown('ArrowRight');
    const half = controls.tick(THROTTLE_OUT_MS / 2);
    expect(half.throttle).toBeCloseTo(0.5);
    expect(controls.tick(STEERING_OUT_MS).steering).toBeCloseTo(1);
    expect(controls.tick(THROTTLE_OUT_MS).throttle).toBe(1);
    controls.keyUp('ArrowUp');
    expect(controls.tick(THROTTLE_OUT_MS + THROTTLE_BACK_MS / 2).throttle).toBeCloseTo(0.5);
    expect(controls.tick(THROTTLE_OUT_MS + THROTTLE_BACK_MS).throttle).toBe(0);
  });

  it('turns round through the middle, never past an end', () => {
    const controls = driving();
    controls.keyUp('ArrowUp');
    controls.keyDown('ArrowDown');
    expect(controls.tick(600 + 1000).throttle).toBe(0);
    expect(controls.tick(600 + 2000).throttle).toBe(-1);
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
    controls.touchDown('1', 'forward');
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
    controls.touchDown('a', 'forward');
    controls.touchDown('b', 'left');
    expect(run(controls, 0, 600)).toEqual({ steering: -1, throttle: 1 });
    controls.touchUp('a');
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
