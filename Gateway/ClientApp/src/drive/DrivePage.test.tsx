// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { stored } from '../api/sessions.ts';
import { local } from '../shell/storage.ts';
import { LanguageProvider } from '../i18n/Language.tsx';
import { MESSAGES, type MessageKey } from '../i18n/translate.ts';
import { DrivePage } from './DrivePage.tsx';
import type { Ending } from './session.ts';
import { settings } from './settings.ts';

/** A socket whose other end is the test. */
class FakeSocket {
  static readonly OPEN = 1;
  static made: FakeSocket[] = [];
  static of = (path: string) => FakeSocket.made.filter((s) => s.url.endsWith(path)).at(-1)!;
  readyState = 1;
  bufferedAmount = 0;
  binaryType = '';
  sent: any[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;
  constructor(readonly url: string) {
    FakeSocket.made.push(this);
  }
  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.readyState = 3;
  }
  say(message: object) {
    act(() => this.onmessage?.({ data: JSON.stringify(message) }));
  }
  frame() {
    act(() => this.onmessage?.({ data: new Uint8Array([0xff, 0xd8, 0xff, 0xdb, 0, 0]).buffer }));
  }
  get drives() {
    return this.sent.filter((m) => m.type === 'drive');
  }
}

const STATE = {
  type: 'state', epoch: 3, online: true, armed: true, neutral: true, stopped: false, ackSeq: 0, ackAgeMs: 5,
  batteryPercent: 81, rssi: -61, secondsLeft: 421, paused: false,
};
const NO_DIRECT_WAY = { candidates: [{ kind: 'relay', url: 'ws://localhost/ws/video' }], sameNetwork: false };
let inFront = true;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'setTimeout', 'clearTimeout', 'performance'] });
  vi.stubGlobal('WebSocket', FakeSocket);
  vi.stubGlobal('createImageBitmap', () => Promise.resolve({ width: 320, height: 240, close() {} }));
  vi.spyOn(document, 'hasFocus').mockImplementation(() => inFront);
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['en']);
  vi.stubGlobal('fetch', vi.fn((path: string) => Promise.resolve(path.endsWith('/camera') ? Response.json(NO_DIRECT_WAY) : new Response(null, { status: 204 }))));
  stored.write({ sessionId: 's1', carId: 'car-7', token: 'secret' });
  local.set('rcfleet.tutorial', 'done');
});

afterEach(() => {
  cleanup();
  FakeSocket.made = [];
  inFront = true;
  vi.useRealTimers();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  sessionStorage.clear();
  settings.reset();
  localStorage.clear();
});

const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

function open() {
  render(
    <LanguageProvider>
      <DrivePage />
    </LanguageProvider>,
  );
  const drive = FakeSocket.of('/ws/drive');
  act(() => drive.onopen?.());
  drive.say({ type: 'joined', carId: 'car-7', epoch: 3, secondsLeft: 421, failsafeMs: 250, maxThrottle: 1, devices: [] });
  const video = FakeSocket.of('/ws/video');
  act(() => video.onopen?.());
  return { drive, video };
}

async function ready() {
  const sockets = open();
  sockets.drive.say(STATE);
  sockets.video.frame();
  await pass(400);
  sockets.video.frame();
  await pass(100);
  expect(document.documentElement.dataset.drive).toBe('ready');
  return sockets;
}

const text = (id: string) => screen.getByTestId(id).textContent;
const last = (socket: FakeSocket) => socket.drives.at(-1);

describe('each end has its screen', () => {
  test.each<[Ending, boolean]>([
    ['expired', false],
    ['released', false],
    ['revoked', false],
    ['car_disabled', false],
    ['replaced', true],
  ])('%s; the session stays stored: %j', (reason, kept) => {
    const { drive } = open();
    drive.say({ type: 'ended', reason });
    const end = screen.getByTestId('end-screen');
    expect(end.dataset.reason).toBe(reason);
    for (const part of ['title', 'text', 'next'] as const) {
      expect(end.textContent).toContain(MESSAGES.en[`end.${reason}.${part}` satisfies MessageKey]);
    }
    expect(stored.read() !== null).toBe(kept);
    expect(document.documentElement.dataset.drive).toBeUndefined();
  });

  it('not_found, by close code 4401', () => {
    const { drive } = open();
    act(() => drive.onclose?.({ code: 4401 }));
    expect(screen.getByTestId('end-screen').dataset.reason).toBe('not_found');
    expect(stored.read()).toBeNull();
  });

  it('none, where the tab holds no session', () => {
    stored.forget();
    render(
      <LanguageProvider>
        <DrivePage />
      </LanguageProvider>,
    );
    expect(screen.getByTestId('end-screen').dataset.reason).toBe('none');
  });

  it('replaced: can be taken back here with the same token', () => {
    const { drive } = open();
    drive.say({ type: 'ended', reason: 'replaced' });
    fireEvent.click(screen.getByTestId('end-next'));
    const again = FakeSocket.of('/ws/drive');
    expect(again).not.toBe(drive);
    act(() => again.onopen?.());
    expect(again.sent[0]).toEqual({ type: 'join', token: 'secret' });
  });
});

describe('safety rule 5', () => {
  it('sends throttle only after the first picture', async () => {
    const { drive, video } = open();
    drive.say(STATE);
    await pass(400);
    fireEvent.keyDown(window, { code: 'ArrowUp' });
    await pass(400);
    expect(last(drive).throttle).toBe(0);
    expect(document.documentElement.dataset.drive).toBeUndefined();
    video.frame();
    await pass(400);
    expect(last(drive).throttle).toBe(1);
  });

  it('sends neutral at once on blur, and keeps it', async () => {
    const { drive, video } = await ready();
    fireEvent.keyDown(window, { code: 'KeyW' });
    await pass(300);
    expect(last(drive).throttle).toBeGreaterThan(0.9);
    const before = drive.drives.length;
    inFront = false;
    act(() => void window.dispatchEvent(new Event('blur')));
    expect(drive.drives.length).toBe(before + 1);
    expect(last(drive)).toMatchObject({ steering: 0, throttle: 0 });
    inFront = true;
    act(() => void window.dispatchEvent(new Event('focus')));
    video.frame();
    await pass(400);
    expect(last(drive).throttle).toBe(0);
  });

  it('sends neutral at once when the tab is hidden', async () => {
    const { drive } = await ready();
    fireEvent.keyDown(window, { code: 'KeyW' });
    await pass(300);
    vi.spyOn(document, 'hidden', 'get').mockReturnValue(true);
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    expect(last(drive)).toMatchObject({ steering: 0, throttle: 0 });
  });

  it('sends neutral when the gamepad is unplugged', async () => {
    const pad = { connected: true, mapping: 'standard', axes: [1], buttons: Array.from({ length: 8 }, () => ({ value: 0 })) };
    const pads = vi.fn(() => [pad] as any);
    vi.stubGlobal('navigator', Object.assign(navigator, { getGamepads: pads }));
    const { drive, video } = await ready();
    pad.buttons[7]!.value = 1;
    video.frame();
    await pass(400);
    expect(last(drive)).toMatchObject({ steering: 1, throttle: 1 });
    pads.mockReturnValue([null]);
    await pass(34);
    expect(last(drive)).toMatchObject({ steering: 0, throttle: 0 });
    delete (navigator as any).getGamepads;
  });

  it('holds nothing while the settings are open, and wants throttle let go afterwards', async () => {
    const { drive, video } = await ready();
    fireEvent.keyDown(window, { code: 'KeyW' });
    video.frame();
    await pass(300);
    expect(last(drive).throttle).toBeGreaterThan(0.9);
    const before = drive.drives.length;
    fireEvent.click(screen.getByTestId('settings'));
    expect(drive.drives.length).toBeGreaterThan(before);
    expect(last(drive)).toMatchObject({ steering: 0, throttle: 0 });
    fireEvent.keyDown(window, { code: 'KeyD' });
    video.frame();
    await pass(300);
    fireEvent.click(screen.getByTestId('settings-done'));
    video.frame();
    await pass(400);
    expect(last(drive)).toMatchObject({ steering: 0, throttle: 0 });
  });

  it('sends no more throttle than the lower of cap and the car’s limit, and trims the steering', async () => {
    const { drive, video } = await ready();
    act(() => settings.set({ cap: 0.5, trim: -0.1 }));
    fireEvent.keyDown(window, { code: 'KeyW' });
    video.frame();
    await pass(400);
    expect(last(drive)).toMatchObject({ steering: -0.1, throttle: 0.5 });
    drive.say({ type: 'joined', carId: 'car-7', epoch: 3, secondsLeft: 421, maxThrottle: 0.25 });
    drive.say(STATE);
    fireEvent.keyUp(window, { code: 'KeyW' });
    video.frame();
    await pass(300);
    fireEvent.keyDown(window, { code: 'KeyW' });
    video.frame();
    await pass(400);
    expect(last(drive).throttle).toBe(0.25);
  });

  it('a thumb drives as far as it slides, and a screen that turns takes it away', async () => {
    const { drive, video } = await ready();
    const thumb = screen.getByTestId('touch-throttle');
    thumb.setPointerCapture = () => {};
    fireEvent.pointerDown(thumb, { pointerId: 7, clientX: 50, clientY: 100 });
    fireEvent.pointerDown(thumb, { pointerId: 8, clientX: 50, clientY: 300 });
    fireEvent.pointerMove(thumb, { pointerId: 8, clientX: 50, clientY: 500 });
    fireEvent.pointerMove(thumb, { pointerId: 7, clientX: 50, clientY: 0 });
    video.frame();
    await pass(400);
    expect(last(drive).throttle).toBe(1);
    expect(thumb.dataset.held).toBe('true');
    act(() => void window.dispatchEvent(new Event('orientationchange')));
    expect(last(drive)).toMatchObject({ steering: 0, throttle: 0 });
    expect(thumb.dataset.held).toBe('false');
    fireEvent.pointerMove(thumb, { pointerId: 7, clientX: 50, clientY: 0 });
    video.frame();
    await pass(400);
    expect(last(drive).throttle).toBe(0);
  });

  it('stops with the gamepad’s button, and its bumpers lower the throttle', async () => {
    const pad = { connected: true, mapping: 'standard', axes: [0, 0, 0, 0], buttons: Array.from({ length: 17 }, () => ({ value: 0, pressed: false })) };
    vi.stubGlobal('navigator', Object.assign(navigator, { getGamepads: () => [pad] }));
    const { drive } = await ready();
    pad.buttons[4]!.pressed = true;
    await pass(100);
    expect(settings.snapshot().cap).toBe(0.9);
    pad.buttons[1]!.pressed = true;
    await pass(100);
    expect(drive.sent.filter((m) => m.type === 'stop')).toHaveLength(1);
    delete (navigator as any).getGamepads;
  });

  it('locks throttle and says so over the picture once it is older than 500 ms', async () => {
    const { drive, video } = await ready();
    video.frame();
    fireEvent.keyDown(window, { code: 'KeyW' });
    await pass(450);
    expect(screen.queryByTestId('stale-overlay')).toBeNull();
    expect(last(drive).throttle).toBe(1);
    await pass(200);
    expect(last(drive).throttle).toBe(0);
    expect(text('stale-overlay')).toContain('Throttle is locked');
    expect(document.documentElement.dataset.drive).toBeUndefined();
  });

  it('stops with the space bar and wants throttle let go before it drives again', async () => {
    const { drive, video } = await ready();
    fireEvent.keyDown(window, { code: 'KeyW' });
    await pass(200);
    fireEvent.keyDown(window, { code: 'Space' });
    expect(drive.sent.filter((m) => m.type === 'stop')).toHaveLength(1);
    expect(last(drive).throttle).toBe(0);
    video.frame();
    await pass(400);
    expect(last(drive).throttle).toBe(0);
    fireEvent.keyUp(window, { code: 'KeyW' });
    drive.say(STATE);
    video.frame();
    await pass(300);
    fireEvent.keyDown(window, { code: 'KeyW' });
    video.frame();
    await pass(400);
    expect(last(drive).throttle).toBe(1);
  });

  it('says so when nothing is heard of the car, and sends no throttle', async () => {
    const { drive, video } = await ready();
    fireEvent.keyDown(window, { code: 'KeyW' });
    for (let heard = 0; heard < 4; heard++) {
      drive.say({ type: 'pong', t: 0 });
      video.frame();
      await pass(400);
    }
    expect(text('link-state')).toBe(MESSAGES.en['drive.link.car_lost']);
    expect(last(drive).throttle).toBe(0);
  });

  it('leaves a frame out rather than queue it behind unsent bytes', async () => {
    const { drive } = await ready();
    drive.bufferedAmount = 5000;
    const before = drive.drives.length;
    await pass(200);
    expect(drive.drives.length).toBe(before);
    fireEvent.click(screen.getByTestId('stop'));
    expect(drive.sent.at(-1)).toEqual({ type: 'stop' });
  });
});

describe('the drive view', () => {
  it('sends 20 to 50 frames a second', async () => {
    const { drive } = await ready();
    const before = drive.drives.length;
    await pass(1000);
    expect(drive.drives.length - before).toBeGreaterThanOrEqual(28);
    expect(drive.drives.length - before).toBeLessThanOrEqual(32);
  });

  it('shows the readings', async () => {
    await ready();
    expect(text('hud-battery')).toBe('81 %');
    expect(text('hud-rssi')).toBe('-61 dBm');
    expect(text('hud-time-left')).toMatch(/^7:0\d$/);
    expect(screen.getByTestId('link-state').dataset.state).toBe('armed');
  });

  it('comes back after a loss and says how long until it tries', async () => {
    const { drive } = await ready();
    act(() => drive.onclose?.({ code: 1006 }));
    expect(screen.getByTestId('link-state').dataset.state).toBe('reconnecting');
    expect(text('notice')).toMatch(/Retrying in 1 s/);
    expect(document.documentElement.dataset.drive).toBeUndefined();
    await pass(300);
    const again = FakeSocket.of('/ws/drive');
    expect(again).not.toBe(drive);
    act(() => again.onopen?.());
    expect(again.sent[0]).toEqual({ type: 'join', token: 'secret' });
    again.say({ type: 'joined', carId: 'car-7', epoch: 4, secondsLeft: 400 });
    await pass(34);
    expect(again.drives[0].seq).toBe(1);
  });

  it('shows by which way the picture comes, and why', async () => {
    await ready();
    expect(screen.getByTestId('rung').dataset.rung).toBe('relay');
    expect(text('rung-why')).toBe(MESSAGES.en['drive.rung.why.none']);
  });

  it('tells the gateway at each join which quality it wants', async () => {
    const { drive } = await ready();
    const asked = () => drive.sent.filter((m) => m.type === 'video').map((m) => m.quality);
    expect(asked()).toEqual(['high']);
    act(() => settings.set({ quality: 'low' }));
    expect(asked()).toEqual(['high', 'low']);
    act(() => settings.set({ cap: 0.5 }));
    expect(asked()).toEqual(['high', 'low']);
  });

  it('ends the session only after asking', async () => {
    await ready();
    fireEvent.click(screen.getByTestId('end-session'));
    expect(fetch).not.toHaveBeenCalledWith('/api/sessions/s1', expect.anything());
    await act(async () => void fireEvent.submit(screen.getByTestId('end-dialog').querySelector('form')!));
    await pass(0);
    expect(fetch).toHaveBeenCalledWith('/api/sessions/s1', expect.objectContaining({ method: 'DELETE' }));
    expect(screen.getByTestId('end-screen').dataset.reason).toBe('released');
  });

  it('the emergency stop goes over both ways, with the session’s token', async () => {
    const { drive } = await ready();
    await act(async () => void fireEvent.click(screen.getByTestId('emergency-stop')));
    await pass(0);
    expect(drive.sent.some((m) => m.type === 'stop')).toBe(true);
    const [path, request] = vi.mocked(fetch).mock.calls.at(-1)! as [string, RequestInit];
    expect(path).toBe('/api/operator/cars/car-7/stop');
    expect((request.headers as Record<string, string>).Authorization).toBe('Bearer secret');
    expect(screen.queryByTestId('toast')).toBeNull();
    drive.say({ ...STATE, stopped: true });
    await pass(250);
    expect(text('notice')).toBe(MESSAGES.en['drive.notice.latched']);
  });

  it('says so when the emergency stop did not get through', async () => {
    const { drive } = await ready();
    vi.mocked(fetch).mockImplementation(() => Promise.reject(new TypeError('no network')));
    await act(async () => void fireEvent.click(screen.getByTestId('emergency-stop')));
    await pass(0);
    expect(drive.sent.some((m) => m.type === 'stop')).toBe(true);
    expect(text('toast')).toBe(MESSAGES.en['drive.emergency.failed'] + MESSAGES.en['app.close']);
  });

  it('keeps the token out of every address', async () => {
    await ready();
    expect(FakeSocket.made.map((s) => s.url).join()).not.toContain('secret');
  });
});

describe('over the picture', () => {
  it('FROZEN carries the age, which runs', async () => {
    const { drive, video } = await ready();
    video.frame();
    fireEvent.keyDown(window, { code: 'KeyW' });
    await pass(1000);
    const age = () => Number(/(\d+\.\d) s/.exec(text('stale-overlay')!)![1]);
    const before = age();
    expect(text('stale-overlay')).toContain('FROZEN');
    await pass(700);
    expect(age()).toBeCloseTo(before + 0.7, 0);
    expect(last(drive).throttle).toBe(0);
  });

  it('a lost link says that the car is in neutral, and counts the seat down', async () => {
    const { drive } = await ready();
    drive.say({ type: 'joined', carId: 'car-7', epoch: 4, secondsLeft: 421, graceSeconds: 12 });
    act(() => drive.onclose?.({ code: 1006 }));
    const seat = () => Number(screen.getByTestId('lost-overlay').dataset.seat);
    expect(seat()).toBe(12);
    expect(text('lost-overlay')).toContain(MESSAGES.en['drive.lost.neutral']);
    expect(screen.queryByTestId('stale-overlay')).toBeNull();
    await pass(4100);
    expect(seat()).toBe(8);
    await pass(9000);
    expect(text('lost-overlay')).toContain(MESSAGES.en['drive.lost.seatGone']);
  });

  it('warns once at each of 60, 30 and 10 s, politely', async () => {
    const { drive } = await ready();
    const place = screen.getByTestId('warning');
    expect(place.getAttribute('aria-live')).toBe('polite');
    const heard: string[] = [];
    for (let secondsLeft = 65; secondsLeft > 0; secondsLeft--) {
      drive.say({ ...STATE, secondsLeft });
      await pass(1000);
      const at = place.dataset.at;
      if (at !== undefined && at !== heard.at(-1)) heard.push(at);
    }
    expect(heard).toEqual(['60', '30', '10']);
  });

  it('a paused clock warns of nothing', async () => {
    const { drive } = await ready();
    drive.say({ ...STATE, secondsLeft: 20, paused: true });
    await pass(300);
    expect(text('warning')).toBe('');
    expect(text('hud-paused')).toBe(MESSAGES.en['drive.hud.paused']);
    drive.say({ ...STATE, secondsLeft: 20 });
    await pass(300);
    expect(text('warning')).toContain('20 seconds left');
  });

  it('shows the measured speed, and honestly the throttle where there is none', async () => {
    const { drive } = await ready();
    expect(screen.getByTestId('hud-speed').dataset.measured).toBe('false');
    expect(text('hud-speed')).toContain('% Throttle');
    drive.say({ ...STATE, speedMps: -1.5 });
    await pass(150);
    expect(text('hud-speed')).toContain('5.4 km/h');
  });
});

describe('the first drive', () => {
  const first = async () => {
    local.remove('rcfleet.tutorial');
    return ready();
  };
  const next = () => fireEvent.click(screen.getByTestId('tutorial-next'));

  it('is explained in four steps, once, while the car drives', async () => {
    const { drive, video } = await first();
    fireEvent.keyDown(window, { code: 'KeyW' });
    video.frame();
    await pass(400);
    expect(last(drive).throttle).toBe(1);
    for (const step of ['drive', 'stop', 'picture', 'time']) {
      expect(screen.getByTestId('tutorial').dataset.step).toBe(step);
      next();
    }
    expect(screen.queryByTestId('tutorial')).toBeNull();
    cleanup();
    await ready();
    expect(screen.queryByTestId('tutorial')).toBeNull();
  });

  it('can be skipped for good', async () => {
    await first();
    fireEvent.click(screen.getByTestId('tutorial-skip'));
    expect(screen.queryByTestId('tutorial')).toBeNull();
    expect(local.get('rcfleet.tutorial')).toBe('done');
  });

  it('speaks of what the driver holds', async () => {
    vi.stubGlobal('matchMedia', (query: string) => ({ matches: query === '(pointer: coarse)', addEventListener() {}, removeEventListener() {} }));
    await first();
    expect(text('tutorial')).toContain(MESSAGES.en['drive.tutorial.drive.touch']);
    const pad = { connected: true, mapping: 'standard', axes: [0, 0, 0, 0], buttons: Array.from({ length: 17 }, () => ({ value: 0, pressed: false })) };
    vi.stubGlobal('navigator', Object.assign(navigator, { getGamepads: () => [pad] }));
    act(() => void window.dispatchEvent(new Event('gamepadconnected')));
    expect(text('tutorial')).toContain(MESSAGES.en['drive.tutorial.drive.gamepad']);
    delete (navigator as any).getGamepads;
  });
});

describe('around the drive', () => {
  it('keeps the screen on, again after the page was out of sight, and lets it go at the end', async () => {
    const release = vi.fn(() => Promise.resolve());
    const request = vi.fn(() => Promise.resolve({ release }));
    vi.stubGlobal('navigator', Object.assign(navigator, { wakeLock: { request } }));
    const { drive } = await ready();
    expect(request).toHaveBeenCalledTimes(1);
    act(() => void document.dispatchEvent(new Event('visibilitychange')));
    expect(request).toHaveBeenCalledTimes(2);
    await pass(10);
    drive.say({ type: 'ended', reason: 'expired' });
    await pass(10);
    expect(release).toHaveBeenCalled();
    delete (navigator as any).wakeLock;
  });

  it('is felt in the hand when it stops', async () => {
    const vibrate = vi.fn(() => true);
    vi.stubGlobal('navigator', Object.assign(navigator, { vibrate }));
    await ready();
    fireEvent.click(screen.getByTestId('stop'));
    expect(vibrate).toHaveBeenCalledTimes(1);
    delete (navigator as any).vibrate;
  });

  it('ends with what was driven, and the title has the focus, not a button that the space bar would press', async () => {
    const { drive, video } = await ready();
    fireEvent.keyDown(window, { code: 'KeyW' });
    for (let i = 0; i < 10; i++) {
      video.frame();
      drive.say({ ...STATE, speedMps: 2 });
      await pass(300);
    }
    drive.say({ type: 'ended', reason: 'expired' });
    expect(text('trip-time')).toBe('0:03');
    expect(text('trip-distance')).toMatch(/^[567] m$/);
    expect(text('trip-top')).toBe('7.2 km/h');
    expect(document.activeElement?.tagName).toBe('H1');
  });
});
