import type { ReactNode } from 'react';
import { useText } from '../i18n/Language.tsx';
import type { Trend } from './battery.ts';
import type { Readings } from './Driver.ts';
import { BARS, bars } from './signal.ts';

const LOW_BATTERY_PERCENT = 20;
const SLOW_MS = 150;
const ARROWS: Readonly<Record<Trend['direction'], string>> = { falling: '↘', steady: '→', rising: '↗' };

export function Hud({ readings }: { readings: Readings }) {
  const t = useText();
  const none = t('value.none');
  const ms = (value: number | null) => (value === null ? none : t('value.ms', { value: Math.round(Math.min(value, 99_999)) }));
  const { batteryPercent, batteryTrend: trend, rssi } = readings;
  return (
    <dl className="hud" aria-label={t('drive.hud.title')}>
      <Reading
        name={t('drive.hud.timeLeft')}
        instead={readings.paused && <span data-testid="hud-paused">{t('drive.hud.paused')}</span>}
        testId="hud-time-left"
        alarm={readings.lowTime}
      >
        {readings.timeLeft ?? none}
      </Reading>
      <Reading
        name={t('drive.hud.battery')}
        testId="hud-battery"
        alarm={batteryPercent !== null && batteryPercent < LOW_BATTERY_PERCENT}
        note={
          trend !== null && (
            <span data-testid="hud-battery-trend" data-direction={trend.direction}>
              <span aria-hidden="true">{ARROWS[trend.direction]}</span>
              <span className="spoken">{t(`drive.hud.trend.${trend.direction}`)}</span>
              {trend.minutesLeft !== null && ` ${t('drive.hud.minutes', { minutes: trend.minutesLeft })}`}
            </span>
          )
        }
      >
        {batteryPercent === null ? none : t('value.percent', { value: Math.round(batteryPercent) })}
      </Reading>
      <Reading name={t('drive.hud.signal')} testId="hud-rssi" icon={<Bars full={bars(rssi)} />}>
        {rssi === null ? none : t('value.dbm', { value: rssi })}
      </Reading>
      <Reading name={t('drive.hud.rtt')} testId="hud-rtt" alarm={(readings.rttMs ?? 0) > SLOW_MS}>
        {ms(readings.rttMs)}
      </Reading>
      <Reading name={t('drive.hud.fps')} testId="hud-fps">
        {t('value.fps', { value: readings.fps })}
      </Reading>
      <Reading name={t('drive.hud.frameAge')} testId="hud-frame-age" alarm={readings.freshness === 'stale'}>
        {ms(readings.frameAgeMs)}
      </Reading>
    </dl>
  );
}

interface ReadingProps {
  readonly name: string;
  readonly testId: string;
  readonly children: ReactNode;
  readonly icon?: ReactNode;
  /** Stands where the name does, which is still spoken. */
  readonly instead?: ReactNode;
  readonly note?: ReactNode;
  readonly alarm?: boolean;
}

function Reading({ name, testId, children, icon, instead, note, alarm = false }: ReadingProps) {
  return (
    <div className="reading" data-alarm={alarm || undefined}>
      <dt>
        {instead ? <span className="spoken">{name}</span> : name}
        {instead}
        {icon}
      </dt>
      <dd data-testid={testId}>{children}</dd>
      {note ? <dd className="note">{note}</dd> : null}
    </div>
  );
}

function Bars({ full }: { full: number | null }) {
  return (
    <svg className="bars-icon" viewBox="0 0 16 12" aria-hidden="true" data-testid="hud-bars" data-full={full ?? undefined}>
      {Array.from({ length: BARS }, (_, i) => (
        <rect key={i} x={i * 4} y={9 - i * 3} width={3} height={3 + i * 3} rx={1} opacity={full !== null && i < full ? 1 : 0.3} />
      ))}
    </svg>
  );
}
