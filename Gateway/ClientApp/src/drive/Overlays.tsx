import type { ReactNode } from 'react';
import { useText } from '../i18n/Language.tsx';
import type { Readings } from './Driver.ts';

/** What stands over the picture: the most urgent first, and one at a time where one says it all. */
export function Overlays({ readings }: { readings: Readings }) {
  const t = useText();
  const { notice, warning } = readings;
  const sentence = notice !== null && (
    <p className="notice" data-tone={notice.tone} role="status" data-testid="notice" data-key={notice.key}>
      {t(notice.key, notice.params)}
    </p>
  );
  return (
    <>
      {/* Always there, so that a screen reader hears what comes into it. */}
      <p className="warning" role="status" aria-live="polite" data-testid="warning" data-at={warning?.at}>
        {warning !== null && t(`drive.warning.${warning.at}`, { seconds: warning.seconds })}
      </p>
      {readings.link === 'reconnecting' ? <Lost seat={readings.seatSeconds}>{sentence}</Lost> : (
        <>
          {readings.freshness === 'stale' && <Frozen ageMs={readings.frameAgeMs ?? 0} />}
          {sentence}
        </>
      )}
      {readings.viewerTrouble !== null && readings.link !== 'reconnecting' && (
        <p className="viewer-trouble" role="status" data-testid="viewer-trouble">
          {t(`drive.viewer.${readings.viewerTrouble}`)}
        </p>
      )}
    </>
  );
}

/** The age runs for the eye; a screen reader is told once. */
function Frozen({ ageMs }: { ageMs: number }) {
  const t = useText();
  return (
    <div className="frozen" role="alert" data-testid="stale-overlay">
      <strong aria-hidden="true">
        {t('drive.frozen.title')} <span className="age">{t('drive.frozen.age', { age: (Math.min(ageMs, 99_900) / 1000).toFixed(1) })}</span>
      </strong>
      <p>{t('drive.stale.spoken')}</p>
    </div>
  );
}

function Lost({ seat, children }: { seat: number | null; children: ReactNode }) {
  const t = useText();
  return (
    <div className="lost" data-testid="lost-overlay" data-seat={seat ?? undefined}>
      <div role="alert">
        <strong>{t('drive.lost.title')}</strong>
        <p>{t('drive.lost.neutral')}</p>
      </div>
      {children}
      <p className="seat">{seat === null ? null : t(seat > 0 ? 'drive.lost.seat' : 'drive.lost.seatGone', { seconds: seat })}</p>
    </div>
  );
}
