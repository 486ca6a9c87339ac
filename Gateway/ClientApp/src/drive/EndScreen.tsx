import { LanguageSwitch, useText, useTitle } from '../i18n/Language.tsx';
import { Link } from '../shell/Link.tsx';
import type { Ending } from './session.ts';

/** One screen for each way a session ends: what happened, and what to do now. */
export function EndScreen({ reason, onNext }: { reason: Ending; onNext: () => void }) {
  const t = useText();
  useTitle(`end.${reason}.title`);
  return (
    <main className="screen" data-testid="end-screen" data-reason={reason}>
      <svg className="mark" data-reason={reason} viewBox="0 0 24 24" aria-hidden="true">
        <path d={reason === 'expired' || reason === 'released' ? 'M7 12.5l3.5 3.5L17 9' : 'M12 6.5v7M12 17v.5'} />
      </svg>
      <h1>{t(`end.${reason}.title`)}</h1>
      <p>{t(`end.${reason}.text`)}</p>
      <div className="row center">
        <button type="button" className="button primary" data-testid="end-next" autoFocus onClick={onNext}>
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
