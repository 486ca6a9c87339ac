/** Bars by the strength at the car's radio in dBm: what Wi-Fi still carries video at, and what it doesn't. */
const STEPS = [-85, -75, -67, -60] as const;
export const BARS = STEPS.length;

/** 0 to 4; null where the car doesn't say. */
export function bars(rssi: number | null): number | null {
  return rssi === null ? null : STEPS.filter((least) => rssi >= least).length;
}
