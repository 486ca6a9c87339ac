import { expect, it, test } from 'vitest';
import { JOIN_DEADLINE_MS } from '../drive/session.ts';
import { Viewer } from './viewer.ts';

const open = () => {
  const viewer = new Viewer('secret', () => 0.5);
  viewer.start(0);
  viewer.opened(0);
  return viewer;
};

it('joins with the token as its first message', () => {
  const viewer = new Viewer('secret', () => 0.5);
  expect(viewer.tick(0)).toEqual([]);
  expect(viewer.start(0)).toEqual([{ do: 'open' }]);
  expect(viewer.opened(1)).toEqual([{ do: 'send', text: '{"type":"join","token":"secret"}' }]);
});

test.each([
  [1006, 'lost'],
  [1012, 'restart'],
  [4401, 'refused'],
  [4429, 'slow'],
])('close code %d: comes back and says %s', (code, why) => {
  const viewer = open();
  viewer.closed(code, 100);
  expect(viewer.phase).toEqual({ name: 'waiting', until: 288, why });
  expect(viewer.tick(287)).toEqual([]);
  expect(viewer.tick(288)).toEqual([{ do: 'open' }]);
});

it('gives up a socket that does not open', () => {
  const viewer = new Viewer('secret', () => 0.5);
  viewer.start(0);
  expect(viewer.tick(JOIN_DEADLINE_MS + 1)).toEqual([{ do: 'close' }]);
  expect(viewer.phase.name).toBe('waiting');
});

it('stays away once stopped', () => {
  const viewer = open();
  expect(viewer.stop()).toEqual([{ do: 'close' }]);
  viewer.closed(1006, 5);
  expect(viewer.tick(60_000)).toEqual([]);
});

it('opens a new socket in place of one that may be dead', () => {
  expect(open().restart(9)).toEqual([{ do: 'close' }, { do: 'open' }]);
});
