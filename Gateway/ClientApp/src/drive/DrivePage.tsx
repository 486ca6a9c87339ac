import { useCallback, useState } from 'react';
import { stored } from '../api/sessions.ts';
import { useText, useTitle } from '../i18n/Language.tsx';
import { Link } from '../shell/Link.tsx';
import { goTo } from '../shell/path.ts';
import { DriveView } from './DriveView.tsx';
import { EndScreen } from './EndScreen.tsx';
import type { Ending } from './session.ts';
import { NOTHING_DRIVEN, type Trip } from './trip.ts';
import './drive.css';

/** Holds the session of this tab: drives it, and shows how it ended. */
export function DrivePage() {
  const [grant] = useState(() => stored.read());
  const [ending, setEnding] = useState<Ending | null>(null);
  const [trip, setTrip] = useState(NOTHING_DRIVEN);
  const [round, setRound] = useState(0);

  const ended = useCallback((reason: Ending, driven: Trip) => {
    // A replaced session lives on elsewhere and may be taken back; any other is over.
    if (reason !== 'replaced') stored.forget();
    setTrip(driven);
    setEnding(reason);
  }, []);

  if (grant === null) return <NoSession />;
  if (ending === null) return <DriveView key={round} grant={grant} onEnd={ended} />;
  return (
    <EndScreen
      reason={ending}
      trip={trip}
      onNext={() => {
        if (ending === 'replaced') {
          setEnding(null);
          setRound(round + 1);
        } else {
          goTo('/');
        }
      }}
    />
  );
}

function NoSession() {
  const t = useText();
  useTitle('drive.none.title');
  return (
    <main className="screen" data-testid="end-screen" data-reason="none">
      <h1>{t('drive.none.title')}</h1>
      <p>{t('drive.none.text')}</p>
      <Link to="/" className="button primary">
        {t('app.toLobby')}
      </Link>
    </main>
  );
}
