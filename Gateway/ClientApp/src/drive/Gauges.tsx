import { useText } from '../i18n/Language.tsx';
import type { Command } from './input/controls.ts';

/** What is being sent to the car, from the middle outwards. */
export function Gauges({ command }: { command: Command }) {
  const t = useText();
  return (
    <div className="gauges" aria-hidden="true">
      <Gauge name={t('drive.bar.steering')} value={command.steering} testId="bar-steering" />
      <Gauge name={t('drive.bar.throttle')} value={command.throttle} testId="bar-throttle" />
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
