/** RFC 9457 problem details as this system writes them; `code` is for programs, `error` for people. */
export interface Problem {
  /** 0 when no answer came at all. */
  readonly status: number;
  readonly code: string;
  readonly error: string;
}

export type Answer<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly problem: Problem };

export interface Request {
  readonly method?: 'GET' | 'POST' | 'DELETE';
  /** A session token or the operator key. */
  readonly bearer?: string | undefined;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
  /** Lets the request outlive the page. */
  readonly keepalive?: boolean;
}

/** Longer than any answer should take; a poll must not hang for ever. */
const DEADLINE_MS = 8_000;

/** Never throws: what goes wrong comes back as a Problem. */
export async function call<T>(path: string, request: Request = {}): Promise<Answer<T>> {
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (request.bearer !== undefined) headers.Authorization = `Bearer ${request.bearer}`;
  if (request.body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    const response = await fetch(path, {
      method: request.method ?? 'GET',
      headers,
      signal: request.signal === undefined ? deadline : AbortSignal.any([request.signal, deadline]),
      cache: 'no-store',
      ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
      ...(request.keepalive === true ? { keepalive: true } : {}),
    });
    const text = await response.text();
    if (!response.ok) return { ok: false, problem: readProblem(response.status, text) };
    return { ok: true, value: (text === '' ? undefined : JSON.parse(text)) as T };
  } catch (error) {
    return { ok: false, problem: { status: 0, code: 'network', error: error instanceof Error ? error.message : '' } };
  }
}

/** A body that is no problem document still yields one: the status speaks. */
export function readProblem(status: number, text: string): Problem {
  let body: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null) body = parsed as Record<string, unknown>;
  } catch {
    // A proxy's HTML page, or nothing.
  }
  const word = (value: unknown) => (typeof value === 'string' ? value : '');
  const code = status === 429 ? 'too_many_attempts' : status === 401 ? 'unauthorized' : word(body.code);
  return { status, code, error: word(body.error) || word(body.detail) || word(body.title) || `HTTP ${status}` };
}
