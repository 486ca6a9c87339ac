import { useRef } from 'react';
import type { Car } from '../api/cars.ts';
import { useText } from '../i18n/Language.tsx';
import { Status } from '../shell/Status.tsx';
import { offer } from './code.ts';
import { signalBars } from './fleet.ts';
import { useThumbnail } from './useThumbnail.ts';

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

const LOW_BATTERY = 20;

export function CarCard({ car, chosen, starting, waiting, trouble, onDrive }: CarCardProps) {
  const t = useText();
  const card = useRef<HTMLLIElement>(null);
  const picture = useThumbnail(car.thumbnail ?? null, card);
  const offered = offer(car.status);
  const rejoin = offered === 'rejoin';
  return (
    <li ref={card} className="card" data-testid={`car-card-${car.carId}`} data-status={car.status} data-chosen={chosen || undefined}>
      <div className="view" data-testid={`thumbnail-${car.carId}`} data-shown={picture !== null}>
        {picture !== null ?
          <img src={picture} alt={t('car.thumbnail', { car: car.carId })} />
        : <div className="no-view">
            <CameraIcon off={!car.camera} />
            <span>{t(car.camera ? 'car.camera.noPicture' : 'car.camera.missing')}</span>
          </div>
        }
        <Status status={car.status} />
      </div>
      <div className="card-body">
        <div className="card-head">
          <h3>{car.carId}</h3>
          <dl className="facts">
            <Battery percent={car.batteryPercent} />
            <Signal rssi={car.rssi} />
            {car.waiting > 0 && (
              <div>
                <dt>{t('car.waiting')}</dt>
                <dd>{car.waiting}</dd>
              </div>
            )}
          </dl>
        </div>
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
      </div>
    </li>
  );
}

function Battery({ percent }: { percent: number | null }) {
  const t = useText();
  return (
    <div data-alarm={(percent !== null && percent < LOW_BATTERY) || undefined}>
      <dt className="spoken">{t('car.battery')}</dt>
      <dd>
        <svg className="battery" viewBox="0 0 26 14" aria-hidden="true">
          <rect x="0.75" y="0.75" width="21.5" height="12.5" rx="3.2" />
          <path d="M24.5 4.8v4.4" />
          {percent !== null && <rect className="level" x="3" y="3" width={(17 * Math.min(100, Math.max(0, percent))) / 100} height="8" rx="1.4" />}
        </svg>
        {percent === null ? t('value.none') : t('value.percent', { value: Math.round(percent) })}
      </dd>
    </div>
  );
}

function Signal({ rssi }: { rssi: number | null }) {
  const t = useText();
  const bars = signalBars(rssi);
  const says = rssi === null ? t('value.none') : t('value.dbm', { value: rssi });
  return (
    <div data-alarm={(bars !== null && bars < 2) || undefined}>
      <dt className="spoken">{t('car.signal')}</dt>
      <dd title={says}>
        <svg className="signal" viewBox="0 0 20 14" aria-hidden="true">
          {[1, 2, 3, 4].map((bar) => (
            <rect key={bar} x={bar * 5 - 5} y={14 - bar * 3.4} width="3.4" height={bar * 3.4} rx="1" data-on={bars !== null && bar <= bars} />
          ))}
        </svg>
        <span className="spoken">{says}</span>
      </dd>
    </div>
  );
}

function CameraIcon({ off }: { off: boolean }) {
  return (
    <svg className="camera" viewBox="0 0 32 32" aria-hidden="true">
      <path d="M4 11a3 3 0 0 1 3-3h12a3 3 0 0 1 3 3v10a3 3 0 0 1-3 3H7a3 3 0 0 1-3-3zM22 14l6-3.4v10.8L22 18" />
      {off && <path d="M5 28L27 4" />}
    </svg>
  );
}
