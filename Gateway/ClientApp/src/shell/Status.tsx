import type { CarStatus } from '../api/cars.ts';
import { useText } from '../i18n/Language.tsx';

/** Colour and word together, so that neither alone carries the meaning. */
export function Status({ status }: { status: CarStatus }) {
  const t = useText();
  return (
    <span className="badge" data-status={status}>
      {t(`car.status.${status}`)}
    </span>
  );
}
