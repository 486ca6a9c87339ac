import type { Car } from './cars.ts';
import { call } from './http.ts';

export const ROLES = ['camera', 'control', 'car'] as const;
export type Role = (typeof ROLES)[number];

export interface OperatorCar extends Car {
  readonly sessionId: string | null;
  readonly secondsLeft: number | null;
  readonly devices: readonly { readonly deviceId: string; readonly role: Role; readonly online: boolean }[];
}

export interface NewKey {
  readonly deviceId: string;
  readonly key: string;
}

export interface Code {
  readonly code: string;
  readonly minutes: number;
  readonly secondsLeft: number;
  readonly uses: number | null;
  readonly usesLeft: number | null;
  readonly cars: readonly string[] | null;
}

export type CarAction = 'stop' | 'resume' | 'disable' | 'enable';

/** What an operator may do, with the key bound in. */
export function operatorApi(key: string) {
  const at = (path: string) => `/api/operator/${path}`;
  const id = encodeURIComponent;
  const post = <T>(path: string, body?: unknown) => call<T>(at(path), { method: 'POST', bearer: key, body });
  return {
    cars: (signal: AbortSignal) => call<OperatorCar[]>(at('cars'), { bearer: key, signal }),
    codes: (signal: AbortSignal) => call<Code[]>(at('codes'), { bearer: key, signal }),
    act: (carId: string, action: CarAction) => post<void>(`cars/${id(carId)}/${action}`),
    stopAll: () => post<void>('stop-all'),
    endSession: (sessionId: string, reason: string) =>
      call<void>(at(`sessions/${id(sessionId)}`), { method: 'DELETE', bearer: key, body: { reason } }),
    provision: (deviceId: string, carId: string, role: Role) => post<NewKey>('devices', { deviceId, carId, role }),
    rotate: (deviceId: string) => post<NewKey>(`devices/${id(deviceId)}/rotate`),
    remove: (deviceId: string) => call<void>(at(`devices/${id(deviceId)}`), { method: 'DELETE', bearer: key }),
    makeCode: (request: { minutes: number; cars?: string[]; uses?: number }) =>
      post<{ code: string; minutes: number }>('codes', request),
  };
}

export type OperatorApi = ReturnType<typeof operatorApi>;
