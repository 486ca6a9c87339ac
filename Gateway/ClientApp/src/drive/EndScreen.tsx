import { useText, useTitle } from '../i18n/Language.tsx';
import { LanguageSwitch } from '../i18n/Language.tsx';
import { Link } from '../shell/Link.tsx';
import type { Ending } from './session.ts';

/** One screen for each way a session ends: what happened, and what to do now. */
export function EndScreen({ reason, onNext }: { reason: Ending; onNext: () => void }) {
  const t = useText();
  useTitle(`end.${reason}.title`);
  return (
    <main className="screen" data-testid="end-screen" data-reason={reason}>
      <span className="mark" data-reason={reason} aria-hidden="true" />
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
