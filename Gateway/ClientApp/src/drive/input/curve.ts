/**
 * A stick's deflection without its dead zone, stretched so that nothing jumps at the zone's edge. `value` in [-1, 1],
 * `deadZone` in [0, 1); what is not a number, or lies within the zone, is exactly 0.
 */
export function outsideDeadZone(value: number, deadZone: number): number {
  if (!Number.isFinite(value)) return 0;
  const size = Math.min(1, Math.abs(value));
  return size <= deadZone ? 0 : (Math.sign(value) * (size - deadZone)) / (1 - deadZone);
}

/**
 * Softens the middle and keeps the ends, as "expo" on an RC transmitter does: `curve` 0 is a straight line, 1 a cubic.
 * Odd and never falling, so that 0 stays 0 and more is never less.
 */
export function expo(value: number, curve: number): number {
  return (1 - curve) * value + curve * value ** 3;
}
