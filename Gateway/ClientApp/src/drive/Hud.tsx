import { useText } from '../i18n/Language.tsx';
import { Readout } from '../shell/Readout.tsx';
import type { Readings } from './Driver.ts';

const LOW_BATTERY_PERCENT = 20;
const SLOW_MS = 150;

export function Hud({ readings }: { readings: Readings }) {
  const t = useText();
  const none = t('value.none');
  const ms = (value: number | null) => (value === null ? none : t('value.ms', { value: Math.round(Math.min(value, 99_999)) }));
  return (
    <dl className="hud" aria-label={t('drive.hud.title')}>
      <Readout name={t('drive.hud.timeLeft')} testId="hud-time-left" alarm={readings.lowTime}>
        {readings.timeLeft ?? none}
        {readings.paused && <small data-testid="hud-paused">{t('drive.hud.paused')}</small>}
      </Readout>
      <Readout name={t('drive.hud.rtt')} testId="hud-rtt" alarm={(readings.rttMs ?? 0) > SLOW_MS}>
        {ms(readings.rttMs)}
      </Readout>
      <Readout name={t('drive.hud.frameAge')} testId="hud-frame-age" alarm={readings.freshness === 'stale'}>
        {ms(readings.frameAgeMs)}
      </Readout>
      <Readout name={t('drive.hud.fps')} testId="hud-fps">
        {t('value.fps', { value: readings.fps })}
      </Readout>
      <Readout
        name={t('drive.hud.battery')}
        testId="hud-battery"
        alarm={readings.batteryPercent !== null && readings.batteryPercent < LOW_BATTERY_PERCENT}
      >
        {readings.batteryPercent === null ? none : t('value.percent', { value: Math.round(readings.batteryPercent) })}
      </Readout>
      <Readout name={t('drive.hud.signal')} testId="hud-rssi">
        {readings.rssi === null ? none : t('value.dbm', { value: readings.rssi })}
      </Readout>
    </dl>
  );
}
