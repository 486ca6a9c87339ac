import { useState } from 'react';
import { ROLES, type NewKey, type OperatorApi, type OperatorCar, type Role } from '../api/operator.ts';
import { useText } from '../i18n/Language.tsx';
import { Ask } from '../shell/Ask.tsx';
import type { Order } from './Console.tsx';
import { Copy } from './Copy.tsx';

/** Ids of devices and cars, as the contract has them. */
const ID_PATTERN = '[a-zA-Z0-9._\\-]{1,64}';

interface DevicesProps {
  readonly cars: readonly OperatorCar[] | null;
  readonly api: OperatorApi;
  readonly order: Order;
}

export function Devices({ cars, api, order }: DevicesProps) {
  const t = useText();
  const [made, setMade] = useState<NewKey | null>(null);
  const [asking, setAsking] = useState<{ what: 'rotate' | 'delete'; deviceId: string } | null>(null);
  const devices = (cars ?? []).flatMap((car) => car.devices.map((device) => ({ ...device, carId: car.carId })));

  const confirmed = async () => {
    if (asking === null) return;
    setAsking(null);
    if (asking.what === 'delete') {
      await order(api.remove(asking.deviceId));
    } else {
      const key = await order(api.rotate(asking.deviceId));
      if (key !== null) setMade({ deviceId: asking.deviceId, key: key.key });
    }
  };

  return (
    <section aria-labelledby="operator-devices">
      <h2 id="operator-devices">{t('operator.devices')}</h2>
      <div className="columns">
        <ProvisionForm api={api} order={order} onMade={setMade} />
        <div>
          {made !== null && (
            <div className="panel stack made" role="status" data-testid="new-key">
              <h3>{t('operator.newKey.title', { device: made.deviceId })}</h3>
              <p className="hint">{t('operator.newKey.text')}</p>
              <code data-testid="new-key-value">{made.key}</code>
              <div className="row">
                <Copy text={made.key} testId="new-key-copy" />
                <button type="button" className="button small" onClick={() => setMade(null)}>
                  {t('app.close')}
                </button>
              </div>
            </div>
          )}
          {devices.length === 0 ?
            <p className="empty">{t('operator.devices.empty')}</p>
          : <ul className="list">
              {devices.map((device) => (
                <li key={device.deviceId} data-testid={`device-${device.deviceId}`} data-online={device.online}>
                  <span className="dot" aria-hidden="true" />
                  <span className="grow">
                    <b>{device.deviceId}</b>
                    <small>
                      {[device.carId, t(`operator.role.${device.role}`), t(device.online ? 'operator.device.online' : 'operator.device.offline')].join(' · ')}
                    </small>
                  </span>
                  <button
                    type="button"
                    className="button small"
                    data-testid={`rotate-${device.deviceId}`}
                    aria-label={t('operator.onCar', { action: t('operator.device.rotate'), car: device.deviceId })}
                    onClick={() => setAsking({ what: 'rotate', deviceId: device.deviceId })}
                  >
                    {t('operator.device.rotate')}
                  </button>
                  <button
                    type="button"
                    className="button small outline-danger"
                    data-testid={`delete-${device.deviceId}`}
                    aria-label={t('operator.onCar', { action: t('operator.device.delete'), car: device.deviceId })}
                    onClick={() => setAsking({ what: 'delete', deviceId: device.deviceId })}
                  >
                    {t('operator.device.delete')}
                  </button>
                </li>
              ))}
            </ul>
          }
        </div>
      </div>
      {asking !== null && (
        <Ask
          title={t(`operator.device.${asking.what}.ask`, { device: asking.deviceId })}
          yes={t(`operator.device.${asking.what}`)}
          no={t('app.cancel')}
          danger={asking.what === 'delete'}
          testId="device-dialog"
          onYes={() => void confirmed()}
          onNo={() => setAsking(null)}
        />
      )}
    </section>
  );
}

function ProvisionForm({ api, order, onMade }: { api: OperatorApi; order: Order; onMade: (key: NewKey) => void }) {
  const t = useText();
  const [deviceId, setDeviceId] = useState('');
  const [carId, setCarId] = useState('');
  const [role, setRole] = useState<Role>('camera');
  return (
    <form
      className="panel stack"
      data-testid="provision-form"
      onSubmit={(event) => {
        event.preventDefault();
        void order(api.provision(deviceId, carId, role)).then((key) => {
          if (key === null) return;
          onMade({ deviceId, key: key.key });
          setDeviceId('');
        });
      }}
    >
      <h3>{t('operator.device.provision.title')}</h3>
      <label htmlFor="device-id">{t('operator.device.id')}</label>
      <input
        id="device-id"
        data-testid="provision-device"
        required
        pattern={ID_PATTERN}
        title={t('operator.device.idHint')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={deviceId}
        onChange={(event) => setDeviceId(event.target.value)}
      />
      <label htmlFor="device-car">{t('operator.device.car')}</label>
      <input
        id="device-car"
        data-testid="provision-car"
        required
        pattern={ID_PATTERN}
        title={t('operator.device.idHint')}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={carId}
        onChange={(event) => setCarId(event.target.value)}
      />
      <label htmlFor="device-role">{t('operator.device.role')}</label>
      <select id="device-role" data-testid="provision-role" value={role} onChange={(event) => setRole(event.target.value as Role)}>
        {ROLES.map((one) => (
          <option key={one} value={one}>
            {t(`operator.role.${one}`)}
          </option>
        ))}
      </select>
      <button type="submit" className="button primary" data-testid="provision-submit">
        {t('operator.device.provision')}
      </button>
    </form>
  );
}
