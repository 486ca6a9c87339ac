import { perTab } from '../shell/storage.ts';
import { call } from './http.ts';

export interface Grant {
  readonly sessionId: string;
  readonly carId: string;
  readonly token: string;
}

/** Takes a car: with a rental code, or with the operator key and no code. */
export const takeCar = (carId: string, by: { code: string } | { operatorKey: string }) =>
  call<Grant>(`/api/cars/${encodeURIComponent(carId)}/sessions`, {
    method: 'POST',
    body: 'code' in by ? { code: by.code } : {},
    bearer: 'operatorKey' in by ? by.operatorKey : undefined,
  });

export const readSession = (grant: Grant) =>
  call<unknown>(`/api/sessions/${encodeURIComponent(grant.sessionId)}`, { bearer: grant.token });

export const endSession = (grant: Grant) =>
  call<void>(`/api/sessions/${encodeURIComponent(grant.sessionId)}`, { method: 'DELETE', bearer: grant.token });

/** Latches the car's stop; only an operator resumes. */
export const emergencyStop = (grant: Grant) =>
  call<void>(`/api/operator/cars/${encodeURIComponent(grant.carId)}/stop`, {
    method: 'POST',
    bearer: grant.token,
    keepalive: true,
  });

const STORED_AS = 'rcfleet.session';

/** The session of this tab, so that a reload resumes it. */
export const stored = {
  read(): Grant | null {
    try {
      const raw: unknown = JSON.parse(perTab.get(STORED_AS) ?? 'null');
      if (typeof raw !== 'object' || raw === null) return null;
      const { sessionId, carId, token } = raw as Record<string, unknown>;
      if (typeof sessionId !== 'string' || typeof carId !== 'string' || typeof token !== 'string') return null;
      return { sessionId, carId, token };
    } catch {
      return null;
    }
  },
  write({ sessionId, carId, token }: Grant): void {
    perTab.set(STORED_AS, JSON.stringify({ sessionId, carId, token }));
  },
  forget(): void {
    perTab.remove(STORED_AS);
  },
};
