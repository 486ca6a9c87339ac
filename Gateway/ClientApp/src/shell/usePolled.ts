import { useCallback, useEffect, useRef, useState } from 'react';
import type { Answer, Problem } from '../api/http.ts';

export interface Polled<T> {
  /** The newest good answer; kept while the server does not answer. */
  readonly value: T | null;
  /** Why the last try failed; null after a good one. */
  readonly problem: Problem | null;
  readonly refresh: () => void;
}

/** Asks every `everyMs`, one request at a time, and not while the tab is hidden. */
export function usePolled<T>(ask: (signal: AbortSignal) => Promise<Answer<T>>, everyMs: number): Polled<T> {
  const [value, setValue] = useState<T | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const now = useRef<() => void>(() => {});

  useEffect(() => {
    const stopped = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let asking = false;
    const round = async () => {
      clearTimeout(timer);
      if (asking || stopped.signal.aborted || document.hidden) return;
      asking = true;
      const answer = await ask(stopped.signal);
      asking = false;
      if (stopped.signal.aborted) return;
      if (answer.ok) {
        setValue(answer.value);
        setProblem(null);
      } else {
        setProblem(answer.problem);
      }
      timer = setTimeout(round, everyMs);
    };
    const shown = () => void round();
    now.current = shown;
    document.addEventListener('visibilitychange', shown);
    void round();
    return () => {
      stopped.abort();
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', shown);
    };
  }, [ask, everyMs]);

  return { value, problem, refresh: useCallback(() => now.current(), []) };
}
