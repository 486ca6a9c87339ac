/** As the server knows it: capitals, no white space. People type what they read off a slip of paper. */
export function normaliseCode(typed: string): string {
  return typed.replace(/\s+/g, '').toUpperCase();
}

export interface DeepLink {
  readonly car: string | null;
  readonly code: string | null;
}

/**
 * `/?car=car-2#code=XXXX` fills the lobby in. The code belongs in the fragment, which browsers never send; one in the
 * query is taken too.
 */
export function readDeepLink(search: string, hash: string): DeepLink {
  const query = new URLSearchParams(search);
  const fragment = new URLSearchParams(hash.replace(/^#/, ''));
  const code = normaliseCode(fragment.get('code') ?? query.get('code') ?? '');
  const car = (query.get('car') ?? fragment.get('car') ?? '').trim();
  return { car: car === '' ? null : car, code: code === '' ? null : code };
}

/** What may be done with a car by its status: take it, come back to one's own session on it, or nothing. */
export function offer(status: string): 'drive' | 'rejoin' | 'none' {
  if (status === 'available') return 'drive';
  return status === 'busy' ? 'rejoin' : 'none';
}
