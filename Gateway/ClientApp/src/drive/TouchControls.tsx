import { useEffect, useRef, useSyncExternalStore, type PointerEvent } from 'react';
import { useText } from '../i18n/Language.tsx';
import type { Axis } from './input/controls.ts';
import { anchor, deflection, TRAVEL_PX } from './input/thumb.ts';
import type { Driver } from './Driver.ts';
import './touch.css';

/** Pixels from the middle of the knob to its edge. */
const KNOB_PX = 32;

/** Shown where the pointer is a finger: the left thumb steers, the right one drives. */
export function TouchControls({ driver }: { driver: Driver }) {
  const t = useText();
  return (
    <div className="thumbs" role="group" aria-label={t('drive.touch.group')}>
      <Thumb driver={driver} axis="steering" />
      <Thumb driver={driver} axis="throttle" />
    </div>
  );
}

/**
 * The stick comes to where the finger lands. One finger moves it, the first; it counts until it is lifted, until the
 * system takes it away, or until the driver lets go of everything for another reason, after which it must land anew.
 * The keys that drive work while it has the focus, as anywhere on the page.
 */
function Thumb({ driver, axis }: { driver: Driver; axis: Axis }) {
  const t = useText();
  const zone = useRef<HTMLDivElement>(null);
  const finger = useRef<{ id: number; x: number; y: number } | null>(null);
  const value = useSyncExternalStore(driver.subscribe, () => Math.round(driver.snapshot().command[axis] * 100));

  const show = (held: boolean, base: readonly [number, number] | null, knob: number) => {
    const { style, dataset } = zone.current!;
    dataset.held = String(held);
    style.setProperty('--x', base === null ? '50%' : `${base[0]}px`);
    style.setProperty('--y', base === null ? '50%' : `${base[1]}px`);
    style.setProperty('--knob', `${knob * TRAVEL_PX}px`);
  };
  const rest = () => {
    finger.current = null;
    if (zone.current !== null) show(false, null, 0);
  };

  useEffect(() => {
    const dropped = () => {
      if (finger.current !== null && !driver.holdsThumb(axis)) rest();
    };
    const forget = driver.subscribe(dropped);
    return () => {
      forget();
      driver.thumbUp(axis);
    };
  }, [driver, axis]);

  const down = (event: PointerEvent<HTMLDivElement>) => {
    event.preventDefault();
    if (finger.current !== null) return;
    driver.thumbDown(axis);
    if (!driver.holdsThumb(axis)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    const { left, top, width, height } = event.currentTarget.getBoundingClientRect();
    const [along, across] = [TRAVEL_PX + KNOB_PX, KNOB_PX];
    const sideways = axis === 'steering';
    const x = anchor(event.clientX - left, width, sideways ? along : across);
    const y = anchor(event.clientY - top, height, sideways ? across : along);
    finger.current = { id: event.pointerId, x: event.clientX, y: event.clientY };
    show(true, [x, y], 0);
  };
  const move = (event: PointerEvent) => {
    if (finger.current?.id !== event.pointerId) return;
    if (!driver.holdsThumb(axis)) {
      rest();
      return;
    }
    const { x, y } = finger.current;
    const to = axis === 'steering' ? deflection(event.clientX - x, TRAVEL_PX) : deflection(y - event.clientY, TRAVEL_PX);
    driver.thumbMove(axis, to);
    zone.current!.style.setProperty('--knob', `${to * TRAVEL_PX}px`);
  };
  const up = (event: PointerEvent) => {
    if (finger.current?.id !== event.pointerId) return;
    driver.thumbUp(axis);
    rest();
  };
  const taken = (event: PointerEvent) => {
    if (finger.current?.id !== event.pointerId) return;
    driver.letGo();
    rest();
  };

  return (
    <div
      ref={zone}
      className="thumb"
      data-axis={axis}
      data-held="false"
      data-testid={`touch-${axis}`}
      role="slider"
      tabIndex={0}
      aria-label={t(`drive.touch.${axis}`)}
      aria-orientation={axis === 'steering' ? 'horizontal' : 'vertical'}
      aria-valuemin={-100}
      aria-valuemax={100}
      aria-valuenow={value}
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
      onPointerCancel={taken}
      onLostPointerCapture={up}
      onContextMenu={(event) => event.preventDefault()}
    >
      <span className="thumb-base" aria-hidden="true">
        <i />
      </span>
    </div>
  );
}
