import { spaceOf, type LocalPermission, type PageContext } from './candidates.ts';

/** Chromium 145 split the permission of 142 in two; other browsers have none. */
const NAMES = { local: ['local-network', 'local-network-access'], loopback: ['loopback-network', 'local-network-access'] } as const;

async function query(names: readonly string[]): Promise<PermissionStatus | null> {
  for (const name of names) {
    // A browser that does not know the name rejects.
    const status = await navigator.permissions?.query({ name: name as PermissionName }).catch(() => null);
    if (status) return status;
  }
  return null;
}

/** What of this page decides where it may load from, now and whenever it is asked. */
export class PageWatch {
  private readonly statuses = Promise.all([query(NAMES.local), query(NAMES.loopback)]);

  /** `changed` is called when the browser's user has made up their mind about the local network. */
  constructor(changed: () => void, signal: AbortSignal) {
    void this.statuses.then((all) => {
      if (!signal.aborted) for (const status of all) status?.addEventListener('change', changed, { signal });
    });
  }

  async read(): Promise<PageContext> {
    const [local, loopback] = await this.statuses;
    const state = (status: PermissionStatus | null): LocalPermission => status?.state ?? 'unknown';
    return {
      https: location.protocol === 'https:',
      secure: window.isSecureContext,
      space: spaceOf(location.hostname),
      permission: { local: state(local), loopback: state(loopback) },
    };
  }
}
