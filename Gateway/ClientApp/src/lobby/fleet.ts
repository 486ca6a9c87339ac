import type { Car, CarStatus } from '../api/cars.ts';

/** More cars than this, and the lobby offers filters. */
export const MANY = 8;

export const FILTERS = ['all', 'free', 'camera'] as const;
export type Filter = (typeof FILTERS)[number];

export const ORDERS = ['ready', 'name', 'battery', 'signal'] as const;
export type Order = (typeof ORDERS)[number];

/** What a driver can use soonest comes first. */
const RANK: Readonly<Record<CarStatus, number>> = { available: 0, busy: 1, stopped: 2, disabled: 3, offline: 4 };

const PASSES: Readonly<Record<Filter, (car: Car) => boolean>> = {
  all: () => true,
  free: (car) => car.status === 'available',
  camera: (car) => car.camera,
};

/** A number that no board reported sorts last. */
const down = (value: number | null) => -(value ?? -Infinity);

/** As people count: car-2 before car-10. */
const NAMES = new Intl.Collator('en', { numeric: true });
const byName = (one: Car, other: Car) => NAMES.compare(one.carId, other.carId);

const BY: Readonly<Record<Order, (one: Car, other: Car) => number>> = {
  ready: (one, other) => RANK[one.status] - RANK[other.status],
  name: byName,
  battery: (one, other) => compare(down(one.batteryPercent), down(other.batteryPercent)),
  signal: (one, other) => compare(down(one.rssi), down(other.rssi)),
};

function compare(one: number, other: number): number {
  return one === other ? 0 : one < other ? -1 : 1;
}

export interface View {
  readonly filter: Filter;
  readonly order: Order;
  /** Part of a car's name. */
  readonly search: string;
}

/** What a visitor sees first: cars that can be driven now, before those that can't. */
export const EVERYTHING: View = { filter: 'all', order: 'ready', search: '' };

/** The cars to show; equal ones by name. */
export function show(cars: readonly Car[], { filter, order, search }: View): Car[] {
  const part = search.trim().toLowerCase();
  return cars.filter((car) => PASSES[filter](car) && car.carId.toLowerCase().includes(part)).sort((one, other) => BY[order](one, other) || byName(one, other));
}

/** Bars of four, as phones show a signal. Null when unknown. */
export function signalBars(rssi: number | null): 0 | 1 | 2 | 3 | 4 | null {
  if (rssi === null) return null;
  if (rssi >= -55) return 4;
  if (rssi >= -65) return 3;
  if (rssi >= -75) return 2;
  return rssi >= -85 ? 1 : 0;
}
