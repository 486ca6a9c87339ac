/** The motor at this throttle: pitch in Hz and loudness, 0 to 1. */
export function hum(throttle: number): { readonly hz: number; readonly gain: number } {
  const size = Math.min(1, Math.abs(throttle));
  return { hz: 55 + 175 * size, gain: size === 0 ? 0 : 0.02 + 0.06 * size };
}

/** Time in s within which pitch and loudness follow: a step would click. */
const FOLLOW_S = 0.06;
const TICK_HZ = 880;
const TICK_S = 0.12;
const TICK_GAIN = 0.12;

/** A motor's hum that follows what is sent, and a tick for warnings. Silent until the browser has seen a gesture. */
export class DriveSound {
  private readonly motor: OscillatorNode;
  private readonly loudness: GainNode;

  private constructor(private readonly context: AudioContext) {
    const soft = new BiquadFilterNode(context, { type: 'lowpass', frequency: 500 });
    this.loudness = new GainNode(context, { gain: 0 });
    this.motor = new OscillatorNode(context, { type: 'sawtooth', frequency: hum(0).hz });
    this.motor.connect(soft).connect(this.loudness).connect(context.destination);
    this.motor.start();
  }

  /** Null where there is no audio. */
  static open(): DriveSound | null {
    return typeof AudioContext === 'undefined' ? null : new DriveSound(new AudioContext({ latencyHint: 'interactive' }));
  }

  follow(throttle: number): void {
    const { hz, gain } = hum(throttle);
    if (gain > 0 && this.context.state === 'suspended') void this.context.resume();
    this.motor.frequency.setTargetAtTime(hz, this.context.currentTime, FOLLOW_S);
    this.loudness.gain.setTargetAtTime(gain, this.context.currentTime, FOLLOW_S);
  }

  tick(): void {
    const { context } = this;
    const at = context.currentTime;
    const fade = new GainNode(context, { gain: TICK_GAIN });
    fade.gain.exponentialRampToValueAtTime(0.001, at + TICK_S);
    const tone = new OscillatorNode(context, { frequency: TICK_HZ });
    tone.connect(fade).connect(context.destination);
    tone.start(at);
    tone.stop(at + TICK_S);
  }

  close(): void {
    void this.context.close();
  }
}
