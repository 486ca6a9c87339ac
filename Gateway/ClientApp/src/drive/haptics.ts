/** What a hand is told, each as ms of vibration and pauses in turn. */
const PATTERNS = { stop: [60], warning: [40, 80, 40] } as const;

/** Vibrates the phone and the gamepads, where there are any that can. */
export function buzz(what: keyof typeof PATTERNS): void {
  const pattern = PATTERNS[what];
  navigator.vibrate?.([...pattern]);
  const duration = pattern.reduce((sum, ms) => sum + ms, 0);
  for (const pad of navigator.getGamepads?.() ?? []) {
    // A pad that was just pulled out refuses, and nobody holds it any more.
    pad?.vibrationActuator?.playEffect('dual-rumble', { duration, strongMagnitude: 0.4, weakMagnitude: 0.7 }).catch(() => {});
  }
}
