import { useText } from '../i18n/Language.tsx';
import type { Readings } from './Driver.ts';
import { kmh } from './view.ts';

/** Speed as the car measures it, or what is asked of its motor where it measures none; below, what is being sent, from the middle outwards. */
export function Gauges({ readings: { command, speedMps } }: { readings: Readings }) {
  const t = useText();
  const measured = speedMps !== null;
  return (
    <div className="gauges">
      <p className="speed" data-testid="hud-speed" data-measured={measured}>
        <span className="spoken">{t(measured ? 'drive.hud.speed' : 'drive.bar.throttle')}</span>
        <strong>{measured ? kmh(speedMps) : Math.round(Math.abs(command.throttle) * 100)}</strong>{' '}
        <span>{measured ? t('drive.unit.kmh') : `% ${t('drive.bar.throttle')}`}</span>
      </p>
      <div className="bars" aria-hidden="true">
        <Gauge name={t('drive.bar.steering')} value={command.steering} testId="bar-steering" />
        <Gauge name={t('drive.bar.throttle')} value={command.throttle} testId="bar-throttle" />
      </div>
    </div>
  );
}

function Gauge({ name, value, testId }: { name: string; value: number; testId: string }) {
  return (
    <div className="gauge" data-testid={testId} data-value={value.toFixed(2)}>
      <span>{name}</span>
      <div className="track">
        <i style={{ transform: `scaleX(${value})` }} />
      </div>
    </div>
  );
}
