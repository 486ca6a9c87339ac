import { expect, test } from 'vitest';
import type { Car, CarStatus } from '../api/cars.ts';
import { EVERYTHING, show, signalBars } from './fleet.ts';

const car = (carId: string, status: CarStatus, more: Partial<Car> = {}): Car => ({
  carId, status, camera: true, controller: status !== 'offline', batteryPercent: null, rssi: null, waiting: 0, ...more,
});

const fleet = [
  car('car-1', 'offline', { camera: false }),
  car('car-2', 'busy', { batteryPercent: 20, rssi: -80 }),
  car('car-3', 'available', { batteryPercent: 50, rssi: -60 }),
  car('truck-1', 'stopped', { rssi: -50 }),
  car('truck-2', 'available', { batteryPercent: 90, camera: false }),
  car('truck-3', 'disabled'),
];
const names = (view: Partial<typeof EVERYTHING>) => show(fleet, { ...EVERYTHING, order: 'name', ...view }).map((one) => one.carId);

test.each([
  [{ order: 'name' }, 'car-1 car-2 car-3 truck-1 truck-2 truck-3'],
  [{ order: 'ready' }, 'car-3 truck-2 car-2 truck-1 truck-3 car-1'],
  [{ order: 'battery' }, 'truck-2 car-3 car-2 car-1 truck-1 truck-3'],
  [{ order: 'signal' }, 'truck-1 car-3 car-2 car-1 truck-2 truck-3'],
  [{ filter: 'free' }, 'car-3 truck-2'],
  [{ filter: 'camera' }, 'car-2 car-3 truck-1 truck-3'],
  [{ search: ' TRUCK ' }, 'truck-1 truck-2 truck-3'],
  [{ search: 'truck', filter: 'free' }, 'truck-2'],
  [{ search: 'boat' }, ''],
] as const)('%j shows %s', (view, shown) => {
  expect(names(view).join(' ')).toBe(shown);
});

test.each([
  [null, null],
  [-40, 4],
  [-55, 4],
  [-56, 3],
  [-75, 2],
  [-85, 1],
  [-86, 0],
])('%s dBm is %s bars', (rssi, bars) => {
  expect(signalBars(rssi)).toBe(bars);
});

test('names are ordered as people count', () => {
  const cars = ['car-10', 'car-2', 'car-1'].map((name) => car(name, 'available'));
  expect(show(cars, EVERYTHING).map((one) => one.carId)).toEqual(['car-1', 'car-2', 'car-10']);
});
