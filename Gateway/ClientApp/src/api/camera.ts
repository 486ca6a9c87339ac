import { call } from './http.ts';
import type { Grant } from './sessions.ts';

export interface CameraCandidate {
  readonly kind: string;
  readonly url: string;
}

export interface Camera {
  /** Best first for where this driver is; each with a token that opens it once. */
  readonly candidates: readonly CameraCandidate[];
  /** Whether driver and camera seem to be on one network, as far as the server sees. */
  readonly sameNetwork: boolean;
}

/** The ways to the car's picture. Asking again gives new tokens. */
export const readCamera = (grant: Grant) =>
  call<Camera>(`/api/cars/${encodeURIComponent(grant.carId)}/camera`, { bearer: grant.token });
