import type { PointerEvent } from 'react';
import { useText } from '../i18n/Language.tsx';
import type { Direction } from './input/controls.ts';
import type { Driver } from './Driver.ts';

/** Shown where the pointer is a finger. A finger that slides off, or that the system takes away, counts as lifted. */
export function TouchControls({ driver }: { driver: Driver }) {
  const t = useText();
  return (
    <div className="touch" role="group" aria-label={t('drive.touch.group')}>
      <div className="pair">
        <Pad driver={driver} direction="left" label={t('drive.touch.left')} />
        <Pad driver={driver} direction="right" label={t('drive.touch.right')} />
      </div>
      <div className="pair upright">
        <Pad driver={driver} direction="forward" label={t('drive.touch.forward')} />
        <Pad driver={driver} direction="backward" label={t('drive.touch.backward')} />
      </div>
    </div>
  );
}

function Pad({ driver, direction, label }: { driver: Driver; direction: Direction; label: string }) {
  const idOf = (event: PointerEvent) => `${direction}-${event.pointerId}`;
  const down = (event: PointerEvent<HTMLButtonElement>) => {
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    driver.touch(idOf(event), direction);
  };
  const up = (event: PointerEvent) => driver.touch(idOf(event), null);
  return (
    <button
      type="button"
      className="pad"
      data-direction={direction}
      data-testid={`touch-${direction}`}
      aria-label={label}
      tabIndex={-1}
      onPointerDown={down}
      onPointerUp={up}
      onPointerCancel={up}
      onLostPointerCapture={up}
      onContextMenu={(event) => event.preventDefault()}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <path d="M12 5l8 11H4z" />
      </svg>
    </button>
  );
}
