import { backoffMs } from '../drive/backoff.ts';
import { GOOD_AFTER_MS, JOIN_DEADLINE_MS } from '../drive/session.ts';

/** Why the picture's connection is down; each is a sentence in the message files. */
export type ViewerTrouble = 'lost' | 'restart' | 'refused' | 'slow';

export type ViewerPhase =
  | { readonly name: 'idle' }
  | { readonly name: 'opening'; readonly since: number }
  | { readonly name: 'open'; readonly since: number }
  | { readonly name: 'waiting'; readonly until: number; readonly why: ViewerTrouble };

export type ViewerEffect = { readonly do: 'open' } | { readonly do: 'close' } | { readonly do: 'send'; readonly text: string };

/** The viewer's end of /ws/video: joins, and comes back after a loss. Whether the session lives is not its business. */
export class Viewer {
  phase: ViewerPhase = { name: 'idle' };
  private attempt = 0;

  constructor(
    private readonly token: string,
    private readonly random: () => number,
  ) {}

  /** Begins, or begins anew at once when the way to the gateway has just come back. */
  start(now: number): readonly ViewerEffect[] {
    if (this.phase.name === 'open' || this.phase.name === 'opening') return [];
    this.phase = { name: 'opening', since: now };
    return [{ do: 'open' }];
  }

  opened(now: number): readonly ViewerEffect[] {
    if (this.phase.name !== 'opening') return [];
    this.phase = { name: 'open', since: now };
    return [{ do: 'send', text: JSON.stringify({ type: 'join', token: this.token }) }];
  }

  closed(code: number, now: number): readonly ViewerEffect[] {
    if (this.phase.name !== 'open' && this.phase.name !== 'opening') return [];
    this.phase = { name: 'waiting', until: now + backoffMs(this.attempt++, this.random()), why: troubleOf(code) };
    return [];
  }

  /** The socket may be dead without having said so. */
  restart(now: number): readonly ViewerEffect[] {
    this.phase = { name: 'opening', since: now };
    return [{ do: 'close' }, { do: 'open' }];
  }

  tick(now: number): readonly ViewerEffect[] {
    switch (this.phase.name) {
      case 'waiting':
        return now >= this.phase.until ? this.start(now) : [];
      case 'opening':
        if (now - this.phase.since <= JOIN_DEADLINE_MS) return [];
        this.phase = { name: 'waiting', until: now + backoffMs(this.attempt++, this.random()), why: 'lost' };
        return [{ do: 'close' }];
      case 'open':
        if (now - this.phase.since >= GOOD_AFTER_MS) this.attempt = 0;
        return [];
      case 'idle':
        return [];
    }
  }

  stop(): readonly ViewerEffect[] {
    this.phase = { name: 'idle' };
    return [{ do: 'close' }];
  }
}

function troubleOf(code: number): ViewerTrouble {
  switch (code) {
    case 4401:
    case 4403:
      return 'refused';
    case 4429:
      return 'slow';
    case 1012:
      return 'restart';
    default:
      return 'lost';
  }
}
