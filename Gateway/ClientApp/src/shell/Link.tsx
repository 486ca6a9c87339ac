import type { MouseEvent, ReactNode } from 'react';
import { goTo } from './path.ts';

/** A real link that stays in the page on a plain click. */
export function Link({ to, children, className }: { to: '/' | '/drive' | '/operator'; children: ReactNode; className?: string }) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    goTo(to);
  };
  return (
    <a href={to} className={className} onClick={follow}>
      {children}
    </a>
  );
}
