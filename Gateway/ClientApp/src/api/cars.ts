import { call } from './http.ts';

export const CAR_STATUSES = ['offline', 'available', 'busy', 'disabled', 'stopped'] as const;
export type CarStatus = (typeof CAR_STATUSES)[number];

export interface Car {
  readonly carId: string;
  readonly status: CarStatus;
  readonly camera: boolean;
  readonly controller: boolean;
  readonly batteryPercent: number | null;
  readonly rssi: number | null;
  readonly waiting: number;
  /** Address of what its camera sees; null when there is none. Operators' lists lack it. */
  readonly thumbnail?: string | null;
}

export const listCars = (signal: AbortSignal) => call<Car[]>('/api/cars', { signal });
