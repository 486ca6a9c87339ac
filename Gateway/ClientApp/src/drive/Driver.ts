import { readSession, type Grant } from '../api/sessions.ts';
import { socketUrl } from '../api/socketUrl.ts';
import { VideoPlayer, type VideoReading } from '../video/VideoPlayer.ts';
import { remember, trend, type Charge, type Trend } from './battery.ts';
import { buzz } from './haptics.ts';
import { Controls, NEUTRAL, type Axis, type Command } from './input/controls.ts';
import { findPad, PadButtons, readPad, type PadAction } from './input/gamepad.ts';
import { DriveSession, type Effect, type Ending, type VideoQuality } from './session.ts';
import { settings, STEERING_OUT_MS_BY_SPEED } from './settings.ts';
import { driven, NOTHING_DRIVEN, type Trip } from './trip.ts';
import { clockFace, linkState, notice, type LinkState, type Notice } from './view.ts';
import { warn, type WarnAt } from './warnings.ts';

/** 30 Hz: the contract asks for 20 to 50 a second. */
const DRIVE_EVERY_MS = 1000 / 30;
/** How often the readings on the screen change; faster cannot be read. */
const SHOW_EVERY_MS = 100;
/** With this much unsent in the socket a command would be old on arrival: it is left out, never queued. */
const MAX_UNSENT_BYTES = 1024;

/** How far one press of a gamepad's button moves the throttle cap, and the trim. */
const CAP_STEP = 0.1;
const TRIM_STEP = 0.02;

/** How long a warning of the time left stands over the picture. */
const WARNING_SHOWN_MS = 6_000;

/** That the time runs out. */
export interface Warning {
  readonly at: WarnAt;
  /** Left when it was given: fewer than `at` on a page that was opened late. */
  readonly seconds: number;
}

/** What the screen shows, as plain values. */
export interface Readings extends VideoReading {
  readonly link: LinkState;
  readonly notice: Notice | null;
  readonly ending: Ending | null;
  /** Throttle would move the car. */
  readonly ready: boolean;
  readonly rttMs: number | null;
  readonly batteryPercent: number | null;
  readonly batteryTrend: Trend | null;
  readonly rssi: number | null;
  readonly speedMps: number | null;
  readonly timeLeft: string | null;
  readonly lowTime: boolean;
  readonly paused: boolean;
  readonly warning: Warning | null;
  /** For how long the seat is still kept while the connection is lost; null while it is good. */
  readonly seatSeconds: number | null;
  readonly trip: Trip;
  readonly quality: VideoQuality;
  readonly command: Command;
}

/**
 * The edge around the machines: socket, timer, keyboard and gamepad of one drive view. It decides nothing;
 * it brings events in and carries effects out.
 */
export class Driver {
  private readonly session: DriveSession;
  private readonly video: VideoPlayer;
  private readonly controls = new Controls(isInFront());
  private driveSocket: WebSocket | null = null;
  private timer: ReturnType<typeof setInterval> | undefined;
  private readonly listening = new AbortController();
  private readonly watchers = new Set<() => void>();
  private everLive = false;
  private stoppedSince: number | null = null;
  private emergency = false;
  private readonly padButtons = new PadButtons();
  private readonly forgetSettings: () => void;
  private quality: VideoQuality = settings.snapshot().quality;
  private dialogOpen = false;
  private command: Command = NEUTRAL;
  private shownAt = -Infinity;
  private charges: readonly Charge[] = [];
  private said: WarnAt | null = null;
  private warning: (Warning & { readonly givenAt: number }) | null = null;
  private trip = NOTHING_DRIVEN;
  private readings: Readings;

  constructor(private readonly grant: Grant) {
    this.session = new DriveSession(grant.token, Math.random);
    this.video = new VideoPlayer(grant);
    this.forgetSettings = settings.subscribe(this.settingsChanged);
    this.settingsChanged();
    this.readings = this.read(performance.now());
  }

  start(): void {
    const on = { signal: this.listening.signal };
    addEventListener('keydown', this.keyDown, on);
    addEventListener('keyup', this.keyUp, on);
    addEventListener('blur', this.frontChanged, on);
    addEventListener('focus', this.frontChanged, on);
    addEventListener('pagehide', this.leave, on);
    addEventListener('pageshow', this.frontChanged, on);
    addEventListener('contextmenu', this.menuOpened, on);
    addEventListener('gamepaddisconnected', this.pump, on);
    // Whatever a finger held is somewhere else on a screen that has turned.
    addEventListener('orientationchange', this.letGo, on);
    document.addEventListener('visibilitychange', this.frontChanged, on);
    this.timer = setInterval(this.pump, DRIVE_EVERY_MS);
    this.run(this.session.start(performance.now()));
  }

  /** Leaves without ending the session: the sockets close, the gateway stops the car and keeps the lease for its grace. */
  dispose(): void {
    this.leave();
    this.video.dispose();
    clearInterval(this.timer);
    this.listening.abort();
    this.forgetSettings();
    this.watchers.clear();
    delete document.documentElement.dataset.drive;
  }

  readonly subscribe = (watcher: () => void): (() => void) => {
    this.watchers.add(watcher);
    return () => this.watchers.delete(watcher);
  };

  readonly snapshot = (): Readings => this.readings;

  readonly attach = (canvas: HTMLCanvasElement | null): void => {
    this.video.attach(canvas);
  };

  thumbDown(axis: Axis): void {
    this.controls.thumbDown(axis);
  }

  thumbMove(axis: Axis, deflection: number): void {
    this.controls.thumbMove(axis, deflection);
  }

  thumbUp(axis: Axis): void {
    this.controls.thumbUp(axis);
  }

  /** False once a finger that still touches the screen has been let go of for another reason. */
  holdsThumb(axis: Axis): boolean {
    return this.controls.holdsThumb(axis);
  }

  /** Nothing counts as held any more, at once: the system took a finger away, or the screen turned. */
  readonly letGo = (): void => {
    this.controls.letGo();
    this.pump();
    this.show(performance.now());
  };

  /** A dialog takes the keyboard: nothing counts as held while one is open. */
  setDialog(open: boolean): void {
    this.dialogOpen = open;
    this.frontChanged();
  }

  stop(): void {
    buzz('stop');
    this.controls.stop();
    this.run(this.session.stop());
    this.pump();
  }

  /** The socket's stop goes first, as it is faster; the latched one goes over HTTP beside it. */
  setEmergency(on: boolean): void {
    this.emergency = on;
    if (on) this.stop();
  }

  /** By whatever way the picture comes. Holds until the session ends, reconnects included. */
  setQuality(quality: VideoQuality): void {
    this.quality = quality;
    this.run(this.session.video(quality));
    this.show(performance.now());
  }

  released(): void {
    this.run(this.session.released());
    this.show(performance.now());
  }

  private readonly pump = (): void => {
    const now = performance.now();
    this.run(this.session.tick(now));
    this.video.tick(now);
    this.readGamepad();
    this.controls.setLocks({ picture: this.video.freshness(now) !== 'fresh', car: !this.session.carReady });
    this.command = this.controls.output(now, settings.snapshot(), this.session.maxThrottle);
    if ((this.driveSocket?.bufferedAmount ?? 0) <= MAX_UNSENT_BYTES) this.run(this.session.drive(this.command, now));
    if (now - this.shownAt >= SHOW_EVERY_MS) this.show(now);
  };

  private readGamepad(): void {
    const pad = findPad(navigator.getGamepads?.() ?? []);
    const pressed = this.padButtons.read(pad);
    // Some browsers show a gamepad to windows behind others too.
    if (isInFront()) pressed.forEach(this.press);
    const { padThrottle, padCurve } = settings.snapshot();
    this.controls.gamepad(pad === null ? null : readPad(pad, padThrottle), padCurve);
  }

  private readonly press = (action: PadAction): void => {
    const { cap, trim } = settings.snapshot();
    switch (action) {
      case 'stop':
        this.controls.stop();
        this.run(this.session.stop());
        break;
      case 'less':
      case 'more':
        settings.set({ cap: cap + (action === 'more' ? CAP_STEP : -CAP_STEP) });
        break;
      case 'trimLeft':
      case 'trimRight':
        settings.set({ trim: trim + (action === 'trimRight' ? TRIM_STEP : -TRIM_STEP) });
        break;
    }
  };

  private readonly settingsChanged = (): void => {
    const { steeringSpeed, quality } = settings.snapshot();
    this.controls.setSteeringSpeed(STEERING_OUT_MS_BY_SPEED[steeringSpeed]);
    if (quality !== this.quality) this.setQuality(quality);
  };

  private readonly frontChanged = (): void => {
    this.controls.setActive(isInFront() && !this.dialogOpen);
    // The neutral frame leaves at once, not with the next turn of a timer that a hidden tab may slow down.
    this.pump();
    this.show(performance.now());
  };

  private readonly leave = (): void => {
    this.controls.setActive(false);
    this.run(this.session.drive(NEUTRAL, performance.now()));
    this.closeDrive();
    this.video.stop();
  };

  /** A context menu swallows key-ups too; the touch buttons suppress theirs, which a long press would open. */
  private readonly menuOpened = (event: Event): void => {
    if (!event.defaultPrevented) this.controls.letGo();
  };

  private readonly keyDown = (event: KeyboardEvent): void => {
    if (this.dialogOpen) return;
    // System shortcuts swallow key-ups (Alt+Tab, ⌘ with anything).
    if (event.ctrlKey || event.altKey || event.metaKey) {
      this.controls.letGo();
      return;
    }
    if (event.code === 'Space') {
      event.preventDefault();
      if (!event.repeat) this.stop();
    } else if (Controls.knows(event.code)) {
      event.preventDefault();
      this.controls.keyDown(event.code, event.repeat);
    }
  };

  private readonly keyUp = (event: KeyboardEvent): void => {
    // A button that has the focus would take the space bar for a click.
    if (event.code === 'Space' && !this.dialogOpen) event.preventDefault();
    if (event.key === 'Meta' || event.key === 'Alt') this.controls.letGo();
    this.controls.keyUp(event.code);
  };

  private run(effects: readonly Effect[]): void {
    for (const effect of effects) {
      switch (effect.do) {
        case 'open':
          this.openDrive();
          break;
        case 'close':
          this.closeDrive();
          break;
        case 'send':
          if (this.driveSocket?.readyState === WebSocket.OPEN) this.driveSocket.send(effect.text);
          break;
        case 'check':
          void this.check();
          break;
      }
    }
    if (this.session.phase.name === 'ended') this.video.stop();
  }

  private async check(): Promise<void> {
    const answer = await readSession(this.grant);
    if (!answer.ok && (answer.problem.status === 401 || answer.problem.status === 404)) {
      this.run(this.session.gone());
      this.show(performance.now());
    }
  }

  private openDrive(): void {
    this.closeDrive();
    const socket = new WebSocket(socketUrl('/ws/drive'));
    this.driveSocket = socket;
    socket.onopen = () => this.run(this.session.opened(performance.now()));
    socket.onmessage = ({ data }) => this.heard(String(data));
    socket.onclose = ({ code }) => {
      this.driveSocket = null;
      this.run(this.session.closed(code, performance.now()));
      this.show(performance.now());
    };
  }

  private heard(text: string): void {
    const now = performance.now();
    const wasLive = this.session.phase.name === 'live';
    this.run(this.session.received(text, now));
    const isLive = this.session.phase.name === 'live';
    if (isLive && !wasLive) {
      if (this.everLive) this.video.resume(now);
      else this.video.start(now);
      this.everLive = true;
      // The car may have been driven with another one before, from this page or another.
      this.run(this.session.video(this.quality));
    }
    this.followStop(now);
    if (wasLive !== isLive) this.show(now);
  }

  private followStop(now: number): void {
    const state = this.session.state;
    if (state?.stopped === true) {
      this.stoppedSince ??= now;
    } else if (this.stoppedSince !== null) {
      this.stoppedSince = null;
      this.emergency = false;
    }
  }

  private closeDrive(): void {
    const socket = this.driveSocket;
    if (socket === null) return;
    this.driveSocket = null;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  /** Keeps what the readings say of more than this moment. */
  private remember(now: number): void {
    const state = this.session.state;
    if (this.shownAt > -Infinity) this.trip = driven(this.trip, (now - this.shownAt) / 1000, this.command.throttle, state?.speedMps ?? null);
    if (state !== null && state.batteryPercent !== null) this.charges = remember(this.charges, { at: now, percent: state.batteryPercent });
    if (this.warning !== null && now - this.warning.givenAt > WARNING_SHOWN_MS) this.warning = null;
    const secondsLeft = this.session.phase.name === 'live' ? this.session.secondsLeft(now) : null;
    const { said, warning } = warn(this.said, secondsLeft, this.session.paused);
    this.said = said;
    if (warning === null || secondsLeft === null) return;
    this.warning = { at: warning, seconds: Math.ceil(secondsLeft), givenAt: now };
    buzz('warning');
  }

  private show(now: number): void {
    this.remember(now);
    this.shownAt = now;
    this.readings = this.read(now);
    if (this.readings.ready) document.documentElement.dataset.drive = 'ready';
    else delete document.documentElement.dataset.drive;
    for (const watcher of this.watchers) watcher();
  }

  private read(now: number): Readings {
    const { session, controls } = this;
    const link = linkState(session.phase, session.state, this.everLive);
    const video = this.video.read(now);
    const inFront = isInFront();
    const mustLetGo = controls.waitsForZero && controls.pushes;
    const secondsLeft = session.secondsLeft(now);
    const seatSeconds = session.seatSecondsLeft(now);
    return {
      ...video,
      link,
      notice: notice({
        now,
        phase: session.phase,
        link,
        everLive: this.everLive,
        freshness: video.freshness,
        active: inFront,
        mustLetGo,
        stoppedForMs: this.stoppedSince === null ? 0 : now - this.stoppedSince,
        emergency: this.emergency,
      }),
      ending: session.phase.name === 'ended' ? session.phase.reason : null,
      ready: session.carReady && video.freshness === 'fresh' && inFront && !this.dialogOpen && !controls.waitsForZero,
      rttMs: session.rttMs,
      batteryPercent: session.state?.batteryPercent ?? null,
      batteryTrend: trend(this.charges, now),
      rssi: session.state?.rssi ?? null,
      speedMps: session.state?.speedMps ?? null,
      timeLeft: secondsLeft === null ? null : clockFace(secondsLeft),
      lowTime: secondsLeft !== null && secondsLeft < 60,
      paused: session.paused,
      warning: this.warning,
      seatSeconds: seatSeconds === null ? null : Math.ceil(seatSeconds),
      trip: this.trip,
      quality: this.quality,
      command: this.command,
    };
  }
}

function isInFront(): boolean {
  return !document.hidden && document.hasFocus();
}
