import { useEffect, useRef } from 'react';
import { LanguageSwitch, useText, useTitle } from '../i18n/Language.tsx';
import { Link } from '../shell/Link.tsx';
import type { Ending } from './session.ts';
import type { Trip } from './trip.ts';
import { clockFace, kmh } from './view.ts';

/** One screen for each way a session ends: what happened, what was driven, and what to do now. */
export function EndScreen({ reason, trip, onNext }: { reason: Ending; trip: Trip; onNext: () => void }) {
  const t = useText();
  useTitle(`end.${reason}.title`);
  const title = useRef<HTMLHeadingElement>(null);
  // Not the button: whoever brakes with the space bar in the last second would press it unread.
  useEffect(() => title.current?.focus(), []);
  return (
    <main className="screen" data-testid="end-screen" data-reason={reason}>
      <svg className="mark" data-reason={reason} viewBox="0 0 24 24" aria-hidden="true">
        <path d={reason === 'expired' || reason === 'released' ? 'M7 12.5l3.5 3.5L17 9' : 'M12 6.5v7M12 17v.5'} />
      </svg>
      <h1 ref={title} tabIndex={-1}>
        {t(`end.${reason}.title`)}
      </h1>
      <p>{t(`end.${reason}.text`)}</p>
      {trip.seconds >= 1 && (
        <dl className="trip" aria-label={t('drive.trip')} data-testid="trip">
          <div>
            <dt>{t('drive.trip.time')}</dt>
            <dd data-testid="trip-time">{clockFace(Math.round(trip.seconds))}</dd>
          </div>
          {trip.metres !== null && (
            <div>
              <dt>{t('drive.trip.distance')}</dt>
              <dd data-testid="trip-distance">{t('drive.unit.m', { value: Math.round(trip.metres) })}</dd>
            </div>
          )}
          {trip.topMps !== null && (
            <div>
              <dt>{t('drive.trip.top')}</dt>
              <dd data-testid="trip-top">
                {kmh(trip.topMps)} {t('drive.unit.kmh')}
              </dd>
            </div>
          )}
        </dl>
      )}
      <div className="row center">
        <button type="button" className="button primary" data-testid="end-next" onClick={onNext}>
          {t(`end.${reason}.next`)}
        </button>
        {reason === 'replaced' && (
          <Link to="/" className="button">
            {t('app.toLobby')}
          </Link>
        )}
      </div>
      <LanguageSwitch />
    </main>
  );
}
