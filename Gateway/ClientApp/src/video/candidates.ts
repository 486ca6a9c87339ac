import type { CameraCandidate } from '../api/camera.ts';
import type { Rung, RungKind, RungTrouble, Space } from './rungs.ts';

/** What a browser lets a page do about its user's network; `unknown` where it has no such permission. */
export type LocalPermission = 'granted' | 'denied' | 'prompt' | 'unknown';

/** What of the page decides where it may load from. */
export interface PageContext {
  readonly https: boolean;
  /** A secure context, which http://127.0.0.1 is, too. */
  readonly secure: boolean;
  readonly space: Space;
  /** For the local network, and for this machine. */
  readonly permission: Readonly<Record<'local' | 'loopback', LocalPermission>>;
}

/** What can be tried, best first, and why that is not more. */
export interface Plan {
  readonly rungs: readonly Rung[];
  readonly trouble: RungTrouble | null;
}

const KINDS: Readonly<Record<string, RungKind>> = { lan: 'direct', wan: 'direct', webrtc: 'webrtc' };
/** Smaller is more private. A page whose place is not known counts as one on the internet. */
const PRIVACY: Readonly<Record<Space, number>> = { loopback: 0, local: 1, public: 2, unknown: 2 };

/** Where this host leads, by its looks: a name may lead anywhere. */
export function spaceOf(hostname: string): Space {
  const host = hostname.toLowerCase().replace(/^\[|\]$/g, '').replace(/\.$/, '');
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1') return 'loopback';
  if (host.endsWith('.local')) return 'local';
  const v4 = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.\d{1,3}\.\d{1,3}$/.exec(host);
  if (v4 !== null) {
    const [one, two] = [Number(v4[1]), Number(v4[2])];
    if (one === 127) return 'loopback';
    const local = one === 10 || (one === 172 && two >= 16 && two < 32) || (one === 192 && two === 168) || (one === 169 && two === 254) || (one === 100 && two >= 64 && two < 128);
    return local ? 'local' : 'public';
  }
  if (host.includes(':')) return /^f[cd]|^fe[89ab]/.test(host) ? 'local' : 'public';
  return 'unknown';
}

/** Sorts out what this page can't load, and puts what needs nobody's consent before what does. */
export function plan(
  candidates: readonly CameraCandidate[],
  page: PageContext,
  sameNetwork: boolean,
  playable: ReadonlySet<RungKind>,
): Plan {
  const rungs: Rung[] = [];
  let trouble: RungTrouble | null = null;
  for (const candidate of candidates) {
    const kind = KINDS[candidate.kind];
    if (kind === undefined || !playable.has(kind)) continue;
    const judged = kind === 'webrtc' ? { kind, url: candidate.url, space: 'unknown' as const, asks: false } : judge(candidate.url, page, sameNetwork);
    if (typeof judged === 'string') trouble ??= judged;
    else rungs.push(judged);
  }
  const order = (one: Rung) => (one.kind === 'webrtc' ? 0 : one.asks ? 2 : 1);
  rungs.sort((a, b) => order(a) - order(b));
  return { rungs, trouble: trouble ?? (rungs.length === 0 ? 'none' : null) };
}

function judge(text: string, page: PageContext, sameNetwork: boolean): Rung | RungTrouble {
  if (!URL.canParse(text)) return 'none';
  const url = new URL(text);
  const space = spaceOf(url.hostname);
  const near = space === 'local' || space === 'loopback';
  if (page.https && url.protocol === 'http:' && !near) return 'mixed';
  const rung: Rung = { kind: 'direct', url: text, space, asks: false };
  if (!near || PRIVACY[space] >= PRIVACY[page.space]) return rung;
  if (!page.secure) return page.space === 'unknown' ? rung : 'insecure';
  switch (page.permission[space]) {
    case 'denied':
      return 'denied';
    case 'prompt':
      // Who is elsewhere would be asked for nothing.
      return sameNetwork ? { ...rung, asks: true } : 'far';
    default:
      return rung;
  }
}
