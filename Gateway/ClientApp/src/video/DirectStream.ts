import { Multipart, readBoundary } from './multipart.ts';
import type { PageWatch } from './pageContext.ts';
import type { Rung, RungTrouble } from './rungs.ts';

/** A camera that answers at all answers a second request within this. */
const DIAGNOSE_MS = 1_500;

export interface StreamEvents {
  frame(bytes: Uint8Array<ArrayBuffer>): void;
  /** Said once, and then nothing more. */
  failed(why: RungTrouble): void;
}

/** Browsers that have it take it as leave to load http from there on an https page, after their user's consent. */
const KNOWS_ADDRESS_SPACE = typeof Request !== 'undefined' && 'targetAddressSpace' in Request.prototype;

/** One camera's own MJPEG, read with fetch so that the age of every frame is known. */
export class DirectStream {
  private readonly ending = new AbortController();

  constructor(
    private readonly rung: Rung,
    private readonly page: PageWatch,
    private readonly events: StreamEvents,
  ) {
    void this.run();
  }

  close(): void {
    this.ending.abort();
  }

  private async run(): Promise<void> {
    const why = await this.read().catch(() => this.diagnose());
    if (!this.ending.signal.aborted) this.events.failed(why);
  }

  private async read(): Promise<RungTrouble> {
    const response = await fetch(this.rung.url, this.request());
    if (response.status === 401) return 'token';
    if (response.status === 503) return 'busy';
    const boundary = readBoundary(response.headers.get('Content-Type'));
    if (!response.ok || response.body === null || boundary === null) return 'broken';
    const reader = response.body.getReader();
    const parts = new Multipart(boundary);
    try {
      while (!parts.over) {
        const { done, value } = await reader.read();
        if (this.ending.signal.aborted || done) break;
        for (const part of parts.take(value)) this.events.frame(part);
        if (parts.broken) return 'broken';
      }
      return 'ended';
    } catch {
      return 'ended';
    } finally {
      // A viewer's place on the camera is scarce: it is given back at once.
      void reader.cancel().catch(() => {});
    }
  }

  private request(signal: AbortSignal = this.ending.signal): RequestInit {
    const { space } = this.rung;
    const local = location.protocol === 'https:' && (space === 'local' || space === 'loopback');
    return {
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      signal,
      ...(local && KNOWS_ADDRESS_SPACE ? { targetAddressSpace: space } : {}),
    };
  }

  /** A failed fetch does not say why; what can be found out is. */
  private async diagnose(): Promise<RungTrouble> {
    const { url, space } = this.rung;
    if (this.ending.signal.aborted) return 'ended';
    if (url.startsWith('https:')) return 'certificate';
    if (space === 'local' || space === 'loopback') {
      const permission = (await this.page.read()).permission[space];
      if (this.rung.asks && permission !== 'granted') return permission === 'denied' ? 'denied' : 'prompt';
      if (location.protocol === 'https:' && permission === 'unknown') return 'mixed';
    }
    // An answer that may not be read is still an answer.
    const signal = AbortSignal.any([this.ending.signal, AbortSignal.timeout(DIAGNOSE_MS)]);
    const answered = await fetch(url, { ...this.request(signal), redirect: 'follow', mode: 'no-cors' }).then(
      (response) => {
        void response.body?.cancel();
        return true;
      },
      () => false,
    );
    return answered ? 'cors' : 'unreachable';
  }
}
