import type { MessageKey, Params } from '../i18n/translate.ts';
import type { Freshness } from '../video/picture.ts';
import type { CarState } from './messages.ts';
import type { Phase } from './session.ts';

/** The link as the driver sees it; the word stands in `data-state` of the link indicator. */
export type LinkState = 'connecting' | 'reconnecting' | 'car_lost' | 'stopped' | 'online' | 'armed';

export interface Text {
  readonly key: MessageKey;
  readonly params?: Params;
}

/** What stands over the picture, and how loudly. */
export interface Notice extends Text {
  readonly tone: 'calm' | 'warn' | 'stop';
}

/** A stop that lasts this long after the driver has let go is one that an operator must end. */
export const LATCHED_AFTER_MS = 1_500;

export function linkState(phase: Phase, state: CarState | null, everLive: boolean): LinkState {
  if (phase.name !== 'live') return everLive ? 'reconnecting' : 'connecting';
  if (state === null) return 'connecting';
  if (!state.online) return 'car_lost';
  if (state.stopped) return 'stopped';
  return state.armed ? 'armed' : 'online';
}

export interface Situation {
  readonly now: number;
  readonly phase: Phase;
  readonly link: LinkState;
  readonly everLive: boolean;
  readonly freshness: Freshness;
  readonly active: boolean;
  /** The driver pushes throttle while it waits for them to let go. */
  readonly mustLetGo: boolean;
  /** How long the car has said that it is stopped. */
  readonly stoppedForMs: number;
  /** This page sent the emergency stop. */
  readonly emergency: boolean;
}

/** The one sentence that matters most; null when there is nothing to say and the driver simply drives. */
export function notice(s: Situation): Notice | null {
  if (s.phase.name === 'waiting' && s.everLive) {
    const seconds = Math.ceil((s.phase.until - s.now) / 1000);
    return { tone: 'warn', key: `drive.notice.${s.phase.why}`, params: { seconds: Math.max(1, seconds) } };
  }
  if (s.phase.name !== 'live' && s.everLive) return { tone: 'warn', key: 'drive.notice.retrying' };
  switch (s.link) {
    case 'connecting':
    case 'reconnecting':
      return { tone: 'calm', key: 'drive.notice.connecting' };
    case 'car_lost':
      return { tone: 'warn', key: 'drive.notice.car_lost' };
    case 'stopped':
      if (s.emergency) return { tone: 'stop', key: 'drive.notice.latched' };
      if (!s.mustLetGo && s.stoppedForMs > LATCHED_AFTER_MS) return { tone: 'stop', key: 'drive.notice.latchedByOther' };
      return { tone: 'stop', key: 'drive.notice.stopped' };
    case 'online':
      return { tone: 'calm', key: 'drive.notice.arming' };
    case 'armed':
      if (!s.active) return { tone: 'calm', key: 'drive.notice.inactive' };
      if (s.freshness === 'unknown') return { tone: 'warn', key: 'drive.notice.viewOnly' };
      if (s.freshness === 'none') return { tone: 'calm', key: 'drive.notice.noPicture' };
      return s.mustLetGo ? { tone: 'warn', key: 'drive.notice.letGo' } : null;
  }
}

/** `mm:ss`; the last started second still counts, as on any clock that runs down. */
export function clockFace(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Metres a second in km/h, with a digit after the point: a model car's speeds are small. */
export function kmh(metresPerSecond: number): string {
  return (metresPerSecond * 3.6).toFixed(1);
}
