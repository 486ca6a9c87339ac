import { useState } from 'react';
import type { CarAction, OperatorApi, OperatorCar } from '../api/operator.ts';
import { clockFace } from '../drive/view.ts';
import { useText } from '../i18n/Language.tsx';
import { Ask } from '../shell/Ask.tsx';
import { Status } from '../shell/Status.tsx';
import type { Order } from './Console.tsx';

interface CarTableProps {
  readonly cars: readonly OperatorCar[] | null;
  readonly api: OperatorApi;
  readonly order: Order;
  readonly onDrive: (carId: string) => void;
}

export function CarTable({ cars, api, order, onDrive }: CarTableProps) {
  const t = useText();
  const none = t('value.none');
  const [ending, setEnding] = useState<OperatorCar | null>(null);
  const [reason, setReason] = useState('');

  const actionsFor = (car: OperatorCar): CarAction[] => [
    car.status === 'stopped' ? 'resume' : 'stop',
    car.status === 'disabled' ? 'enable' : 'disable',
  ];

  return (
    <section aria-labelledby="operator-cars">
      <h2 id="operator-cars">{t('operator.cars')}</h2>
      {cars?.length === 0 && <p className="empty">{t('operator.cars.empty')}</p>}
      {cars !== null && cars.length > 0 && (
        <div className="scroll">
          <table className="cars-table">
            <thead>
              <tr>
                <th scope="col">{t('operator.car')}</th>
                <th scope="col">{t('operator.status')}</th>
                <th scope="col">{t('operator.battery')}</th>
                <th scope="col">{t('operator.signal')}</th>
                <th scope="col">{t('operator.waiting')}</th>
                <th scope="col">{t('operator.session')}</th>
                <th scope="col">{t('operator.actions')}</th>
              </tr>
            </thead>
            <tbody>
              {cars.map((car) => (
                <tr key={car.carId} data-testid={`operator-car-${car.carId}`} data-status={car.status}>
                  <th scope="row">{car.carId}</th>
                  <td>
                    <Status status={car.status} />
                  </td>
                  <td data-label={t('operator.battery')}>
                    {car.batteryPercent === null ? none : t('value.percent', { value: Math.round(car.batteryPercent) })}
                  </td>
                  <td data-label={t('operator.signal')}>{car.rssi === null ? none : t('value.dbm', { value: car.rssi })}</td>
                  <td data-label={t('operator.waiting')}>{car.waiting}</td>
                  <td data-label={t('operator.session')}>
                    {car.sessionId === null ?
                      t('operator.session.none')
                    : t('operator.session.left', { time: clockFace(car.secondsLeft ?? 0) })}
                  </td>
                  <td>
                    <div className="row">
                      {actionsFor(car).map((action) => (
                        <button
                          key={action}
                          type="button"
                          className={`button small ${action === 'stop' ? 'outline-danger' : ''}`}
                          data-testid={`${action}-${car.carId}`}
                          aria-label={t('operator.onCar', { action: t(`operator.${action}`), car: car.carId })}
                          onClick={() => void order(api.act(car.carId, action))}
                        >
                          {t(`operator.${action}`)}
                        </button>
                      ))}
                      {car.sessionId !== null && (
                        <button
                          type="button"
                          className="button small"
                          data-testid={`end-session-${car.carId}`}
                          aria-label={t('operator.onCar', { action: t('operator.endSession'), car: car.carId })}
                          onClick={() => setEnding(car)}
                        >
                          {t('operator.endSession')}
                        </button>
                      )}
                      {car.status === 'available' && (
                        <button
                          type="button"
                          className="button small"
                          data-testid={`operator-drive-${car.carId}`}
                          aria-label={t('operator.onCar', { action: t('operator.drive'), car: car.carId })}
                          onClick={() => onDrive(car.carId)}
                        >
                          {t('operator.drive')}
                        </button>
                      )}
                    </div>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {ending !== null && (
        <Ask
          title={t('operator.endSession.ask', { car: ending.carId })}
          yes={t('operator.endSession')}
          no={t('app.cancel')}
          danger
          testId="end-session-dialog"
          onNo={() => setEnding(null)}
          onYes={() => {
            if (ending.sessionId !== null) void order(api.endSession(ending.sessionId, reason.trim()));
            setEnding(null);
            setReason('');
          }}
        >
          <label htmlFor="end-reason">{t('operator.endSession.reason')}</label>
          <input id="end-reason" data-testid="end-reason" maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />
        </Ask>
      )}
    </section>
  );
}
