import type { Car } from '../api/cars.ts';
import { useText } from '../i18n/Language.tsx';
import { Readout } from '../shell/Readout.tsx';
import { Status } from '../shell/Status.tsx';
import { offer } from './code.ts';

interface CarCardProps {
  readonly car: Car;
  /** A deep link asked for this one. */
  readonly chosen: boolean;
  readonly starting: boolean;
  /** Some car is being started; no second one meanwhile. */
  readonly waiting: boolean;
  readonly trouble: string | null;
  readonly onDrive: () => void;
}

export function CarCard({ car, chosen, starting, waiting, trouble, onDrive }: CarCardProps) {
  const t = useText();
  const none = t('value.none');
  const offered = offer(car.status);
  const rejoin = offered === 'rejoin';
  return (
    <li className="card" data-testid={`car-card-${car.carId}`} data-status={car.status} data-chosen={chosen || undefined}>
      <div className="card-head">
        <h3>{car.carId}</h3>
        <Status status={car.status} />
      </div>
      <dl className="facts">
        <Readout name={t('car.camera')}>{t(car.camera ? 'car.camera.yes' : 'car.camera.no')}</Readout>
        <Readout name={t('car.battery')} alarm={car.batteryPercent !== null && car.batteryPercent < 20}>
          {car.batteryPercent === null ? none : t('value.percent', { value: Math.round(car.batteryPercent) })}
        </Readout>
        <Readout name={t('car.signal')}>{car.rssi === null ? none : t('value.dbm', { value: car.rssi })}</Readout>
        <Readout name={t('car.waiting')}>{car.waiting > 0 ? car.waiting : none}</Readout>
      </dl>
      <p className={trouble === null ? 'about' : 'about trouble'} role="status">
        {trouble ?? t(`car.about.${car.status}`)}
      </p>
      <button
        type="button"
        className={`button wide ${rejoin ? '' : 'primary'}`}
        data-testid={`drive-${car.carId}`}
        disabled={offered === 'none' || waiting}
        aria-label={t(rejoin ? 'lobby.rejoinCar' : 'lobby.driveCar', { car: car.carId })}
        onClick={onDrive}
      >
        {starting ? t('lobby.starting') : t(rejoin ? 'lobby.rejoin' : 'lobby.drive')}
      </button>
    </li>
  );
}
