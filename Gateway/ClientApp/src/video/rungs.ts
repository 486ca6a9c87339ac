/** The ways of the picture. `image` is for viewing only: nobody can tell how old its picture is. */
export type RungKind = 'webrtc' | 'direct' | 'relay' | 'image';

/** Smaller is better. */
export const RUNG_RANK: Readonly<Record<RungKind, number>> = { webrtc: 0, direct: 1, relay: 2, image: 3 };

/** Where an address leads, as browsers divide the world (https://wicg.github.io/local-network-access/). */
export type Space = 'loopback' | 'local' | 'public' | 'unknown';

/** One way that can be tried. */
export interface Rung {
  readonly kind: RungKind;
  /** With its one-time token; empty for the relay. */
  readonly url: string;
  readonly space: Space;
  /** The browser will ask its user first; that takes longer than any network. */
  readonly asks: boolean;
}

/** Why the picture comes by no better way. Each is a sentence in the message files. */
export type RungTrouble =
  | 'none' // the camera offers no direct way
  | 'camera' // no camera is connected
  | 'server' // the server does not say which ways there are
  | 'mixed' // an https page may not load from there over http
  | 'insecure' // an http page from the internet may not reach the local network
  | 'far' // only reachable from the camera's own network
  | 'prompt' // the browser asks whether the page may reach the local network
  | 'denied' // the answer was no
  | 'busy' // 503
  | 'token' // 401
  | 'cors' // the camera answers, but not to this page
  | 'certificate' // https that failed: unreachable, or a certificate that browsers do not take
  | 'unreachable'
  | 'broken' // what came is no picture stream
  | 'ended' // the camera closed the stream
  | 'stalled'; // nothing came any more, or only old pictures
