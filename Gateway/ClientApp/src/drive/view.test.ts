import { expect, test } from 'vitest';
import type { CarState } from './messages.ts';
import type { Phase } from './session.ts';
import { clockFace, linkState, notice, type Situation } from './view.ts';

const LIVE: Phase = { name: 'live', since: 0 };
const CAR: CarState = {
  type: 'state', epoch: 1, online: true, armed: true, neutral: true, stopped: false,
  batteryPercent: 80, rssi: -60, secondsLeft: 60, paused: false, speedMps: null,
};

test.each<[string, Phase, CarState | null, boolean, string]>([
  ['opening for the first time', { name: 'opening', since: 0 }, null, false, 'connecting'],
  ['live without a word of the car', LIVE, null, true, 'connecting'],
  ['waiting to retry', { name: 'waiting', until: 9, why: 'lost' }, null, true, 'reconnecting'],
  ['joining again', { name: 'joining', since: 0 }, null, true, 'reconnecting'],
  ['car silent', LIVE, { ...CAR, online: false, stopped: true }, true, 'car_lost'],
  ['car stopped', LIVE, { ...CAR, stopped: true }, true, 'stopped'],
  ['car not armed', LIVE, { ...CAR, armed: false }, true, 'online'],
  ['car armed', LIVE, CAR, true, 'armed'],
])('link: %s', (_, phase, state, everLive, link) => {
  expect(linkState(phase, state, everLive)).toBe(link);
});

const DRIVING: Situation = {
  now: 0, phase: LIVE, link: 'armed', everLive: true, freshness: 'fresh', active: true, mustLetGo: false, stoppedForMs: 0, emergency: false,
};

test.each<[string, Partial<Situation>, string | null]>([
  ['driving', {}, null],
  ['first picture missing', { freshness: 'none' }, 'drive.notice.noPicture'],
  ['old picture has an overlay of its own', { freshness: 'stale' }, null],
  ['not in front', { active: false }, 'drive.notice.inactive'],
  ['throttle held after a stop', { mustLetGo: true }, 'drive.notice.letGo'],
  ['car lost', { link: 'car_lost' }, 'drive.notice.car_lost'],
  ['just stopped', { link: 'stopped', stoppedForMs: 1500 }, 'drive.notice.stopped'],
  ['stays stopped', { link: 'stopped', stoppedForMs: 1501 }, 'drive.notice.latchedByOther'],
  ['stays stopped because throttle is held', { link: 'stopped', stoppedForMs: 9000, mustLetGo: true }, 'drive.notice.stopped'],
  ['emergency stop from here', { link: 'stopped', emergency: true }, 'drive.notice.latched'],
  ['not armed', { link: 'online' }, 'drive.notice.arming'],
  ['first connection', { phase: { name: 'opening', since: 0 }, link: 'connecting', everLive: false }, 'drive.notice.connecting'],
  ['retrying now', { phase: { name: 'joining', since: 0 }, link: 'reconnecting' }, 'drive.notice.retrying'],
])('notice: %s', (_, more, key) => {
  expect(notice({ ...DRIVING, ...more })?.key ?? null).toBe(key);
});

test('a lost connection counts down to the next try', () => {
  const waiting: Phase = { name: 'waiting', until: 5000, why: 'lost' };
  expect(notice({ ...DRIVING, phase: waiting, link: 'reconnecting', now: 2100 })).toMatchObject({
    key: 'drive.notice.lost',
    params: { seconds: 3 },
  });
});

test.each([
  [600, '10:00'],
  [599.2, '10:00'],
  [61, '1:01'],
  [0.4, '0:01'],
  [0, '0:00'],
  [-3, '0:00'],
])('clockFace(%d) is %s', (seconds, face) => {
  expect(clockFace(seconds)).toBe(face);
});
