import { useEffect, useState, useSyncExternalStore } from 'react';
import { emergencyStop, endSession, type Grant } from '../api/sessions.ts';
import { LanguageSwitch, useText, useTitle } from '../i18n/Language.tsx';
import type { MessageKey } from '../i18n/translate.ts';
import { Ask } from '../shell/Ask.tsx';
import { RungBadge } from '../video/RungBadge.tsx';
import { Driver } from './Driver.ts';
import { FullScreen } from './FullScreen.tsx';
import { Gauges } from './Gauges.tsx';
import { Hud } from './Hud.tsx';
import { Overlays } from './Overlays.tsx';
import type { Ending } from './session.ts';
import { SettingsButton } from './SettingsButton.tsx';
import { TouchControls } from './TouchControls.tsx';
import type { Trip } from './trip.ts';
import { Tutorial } from './Tutorial.tsx';
import { useSound } from './useSound.ts';
import { useWakeLock } from './useWakeLock.ts';

export function DriveView({ grant, onEnd }: { grant: Grant; onEnd: (reason: Ending, trip: Trip) => void }) {
  const t = useText();
  useTitle('app.title.drive', { car: grant.carId });
  const [driver, setDriver] = useState<Driver | null>(null);
  useEffect(() => {
    const made = new Driver(grant);
    made.start();
    setDriver(made);
    return () => made.dispose();
  }, [grant]);
  return driver === null ?
      <main className="drive" aria-label={t('drive.picture', { car: grant.carId })} />
    : <Cockpit driver={driver} grant={grant} onEnd={onEnd} />;
}

function Cockpit({ driver, grant, onEnd }: { driver: Driver; grant: Grant; onEnd: (reason: Ending, trip: Trip) => void }) {
  const t = useText();
  const readings = useSyncExternalStore(driver.subscribe, driver.snapshot);
  const [asking, setAsking] = useState(false);
  const [message, setMessage] = useState<MessageKey | null>(null);
  const { ending, trip } = readings;
  useWakeLock();
  useSound(readings);

  useEffect(() => {
    if (ending !== null) onEnd(ending, trip);
  }, [ending, trip, onEnd]);

  const ask = (open: boolean) => {
    setAsking(open);
    driver.setDialog(open);
  };
  const end = async () => {
    ask(false);
    driver.stop();
    const answer = await endSession(grant);
    if (answer.ok || answer.problem.status === 401 || answer.problem.status === 404) driver.released();
    else setMessage('drive.end.failed');
  };
  const emergency = async () => {
    driver.setEmergency(true);
    const answer = await emergencyStop(grant);
    // A stop that worked shows in the car's state.
    if (answer.ok) return;
    driver.setEmergency(false);
    setMessage('drive.emergency.failed');
  };

  return (
    <main className="drive" data-link={readings.link}>
      <div className="stage" data-stale={readings.freshness === 'stale' || readings.link === 'reconnecting' || undefined}>
        <canvas ref={driver.attach} width={640} height={480} data-testid="canvas" role="img" aria-label={t('drive.picture', { car: grant.carId })} />
      </div>

      <header className="drive-head">
        <div className="who">
          <h1>{grant.carId}</h1>
          <span className="link-state" data-testid="link-state" data-state={readings.link} role="status" aria-label={t('drive.hud.link')}>
            {t(`drive.link.${readings.link}`)}
          </span>
          <RungBadge reading={readings} />
        </div>
        <div className="tools">
          <LanguageSwitch />
          <FullScreen />
          <SettingsButton driver={driver} />
        </div>
      </header>

      <Hud readings={readings} />

      <div className="over">
        <Overlays readings={readings} />
        <Tutorial />
      </div>

      <Gauges readings={readings} />
      <TouchControls driver={driver} />

      <footer className="drive-actions">
        <button type="button" className="button ghost" data-testid="end-session" onClick={() => ask(true)}>
          {t('drive.end')}
        </button>
        <p className="keys">{t('drive.keys')}</p>
        <button type="button" className="button outline-danger emergency" data-testid="emergency-stop" onClick={() => void emergency()}>
          {t('drive.emergency')}
          <small>{t('drive.emergency.hint')}</small>
        </button>
        <button type="button" className="button stop" data-testid="stop" onClick={() => driver.stop()}>
          {t('drive.stop')} <kbd>{t('drive.stop.key')}</kbd>
        </button>
      </footer>

      {message !== null && (
        <div className="toast" role="alert" data-testid="toast">
          <span>{t(message)}</span>
          <button type="button" className="button small" onClick={() => setMessage(null)}>
            {t('app.close')}
          </button>
        </div>
      )}
      {asking && (
        <Ask
          title={t('drive.end.ask')}
          yes={t('drive.end.confirm')}
          no={t('drive.end.keep')}
          danger
          testId="end-dialog"
          onYes={() => void end()}
          onNo={() => ask(false)}
        >
          <p>{t('drive.end.text')}</p>
        </Ask>
      )}
    </main>
  );
}
