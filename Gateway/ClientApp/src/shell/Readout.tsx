import type { ReactNode } from 'react';

/** A name and its value, for a `dl`. */
export function Readout({ name, children, testId, alarm = false }: { name: string; children: ReactNode; testId?: string; alarm?: boolean }) {
  return (
    <div className="readout" data-alarm={alarm || undefined}>
      <dt>{name}</dt>
      <dd data-testid={testId}>{children}</dd>
    </div>
  );
}
