import { useEffect, useRef, useState } from 'react';
import { listCars } from '../api/cars.ts';
import type { Problem } from '../api/http.ts';
import { grantText, isAboutCode } from '../api/problemText.ts';
import { stored, takeCar } from '../api/sessions.ts';
import { useText, useTitle } from '../i18n/Language.tsx';
import { Header } from '../shell/Header.tsx';
import { Link } from '../shell/Link.tsx';
import { goTo } from '../shell/path.ts';
import { perTab } from '../shell/storage.ts';
import { usePolled } from '../shell/usePolled.ts';
import { CarCard } from './CarCard.tsx';
import { normaliseCode, readDeepLink } from './code.ts';
import { FleetBar } from './FleetBar.tsx';
import { EVERYTHING, MANY, show } from './fleet.ts';
import './lobby.css';

const CODE_STORED_AS = 'rcfleet.code';
const POLL_MS = 2_000;

export function Lobby() {
  const t = useText();
  useTitle('app.title.lobby');
  const { value: cars, problem: unreachable } = usePolled(listCars, POLL_MS);
  const [link] = useState(() => readDeepLink(location.search, location.hash));
  const [code, setCode] = useState(() => link.code ?? perTab.get(CODE_STORED_AS) ?? '');
  const [refused, setRefused] = useState<{ carId: string; problem: Problem | 'no_code' } | null>(null);
  const [starting, setStarting] = useState<string | null>(null);
  const [view, setView] = useState(EVERYTHING);
  const field = useRef<HTMLInputElement>(null);
  const running = stored.read();

  useEffect(() => {
    // The code does not stay in the address bar, nor in the history.
    if (link.code !== null) {
      perTab.set(CODE_STORED_AS, link.code);
      history.replaceState(null, '', link.car === null ? '/' : `/?car=${encodeURIComponent(link.car)}`);
    }
  }, [link]);

  const drive = async (carId: string) => {
    const wanted = normaliseCode(code);
    if (wanted === '') {
      setRefused({ carId, problem: 'no_code' });
      field.current?.focus();
      return;
    }
    setStarting(carId);
    setRefused(null);
    const answer = await takeCar(carId, { code: wanted });
    setStarting(null);
    if (answer.ok) {
      stored.write(answer.value);
      goTo('/drive');
    } else {
      setRefused({ carId, problem: answer.problem });
      if (isAboutCode(answer.problem)) field.current?.focus();
    }
  };

  const shown = cars === null ? [] : show(cars, view);
  const free = cars?.filter((car) => car.status === 'available').length ?? 0;

  const tell = (problem: Problem) => {
    const { key, params } = grantText(problem);
    return t(key, params);
  };
  const codeTrouble =
    refused === null ? null
    : refused.problem === 'no_code' ? t('lobby.code.missing')
    : isAboutCode(refused.problem) ? tell(refused.problem)
    : null;

  return (
    <>
      <Header />
      <main className="page lobby">
        <section className="hero">
          <div>
            <h1>{t('lobby.title')}</h1>
            <p className="lead">{t('lobby.lead')}</p>
          </div>
          <form
            className="code-form"
            onSubmit={(event) => {
              event.preventDefault();
              const wanted = cars?.find((car) => car.carId === link.car) ?? cars?.find((car) => car.status === 'available');
              if (wanted !== undefined) void drive(wanted.carId);
            }}
          >
            <label htmlFor="code">{t('lobby.code.label')}</label>
            <input
              id="code"
              ref={field}
              data-testid="code-input"
              value={code}
              placeholder={t('lobby.code.placeholder')}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={64}
              enterKeyHint="go"
              aria-describedby="code-hint"
              aria-invalid={codeTrouble !== null}
              onChange={(event) => {
                setCode(event.target.value.toUpperCase());
                perTab.set(CODE_STORED_AS, normaliseCode(event.target.value));
                setRefused(null);
              }}
            />
            <p id="code-hint" className={codeTrouble === null ? 'hint' : 'hint trouble'} role="status" data-testid="code-hint">
              {codeTrouble ?? t('lobby.code.hint')}
            </p>
          </form>
        </section>

        {running !== null && (
          <aside className="banner" data-testid="resume">
            <span>{t('lobby.resume.text', { car: running.carId })}</span>
            <Link to="/drive" className="button primary">
              {t('lobby.resume.go')}
            </Link>
          </aside>
        )}

        <section aria-labelledby="cars">
          <div className="fleet-head">
            <h2 id="cars">{t('lobby.cars')}</h2>
            <p className="hint" role="status" data-testid="fleet-count">
              {cars !== null && cars.length > 0 && t('lobby.count', { free, all: cars.length })}
            </p>
            {cars !== null && cars.length > MANY && <FleetBar view={view} onView={setView} />}
          </div>
          {unreachable !== null && (
            <p className="banner trouble" role="status" data-testid="unreachable">
              {t('lobby.unreachable')}
            </p>
          )}
          {cars === null ?
            <>
              <p className="spoken" role="status">
                {unreachable === null && t('lobby.loading')}
              </p>
              <ul className="cards" aria-hidden="true">
                {[1, 2, 3].map((one) => (
                  <li key={one} className="card skeleton" data-still={unreachable !== null || undefined}>
                    <div className="view" />
                    <div className="card-body" />
                  </li>
                ))}
              </ul>
            </>
          : cars.length === 0 ?
            <p className="empty" data-testid="no-cars">
              {t('lobby.empty')}
            </p>
          : shown.length === 0 ?
            <div className="empty" data-testid="none-match">
              <p>{t('lobby.noneMatch')}</p>
              <button type="button" className="button" data-testid="show-all" onClick={() => setView({ ...EVERYTHING, order: view.order })}>
                {t('lobby.showAll')}
              </button>
            </div>
          : <ul className="cards">
              {shown.map((car) => (
                <CarCard
                  key={car.carId}
                  car={car}
                  chosen={car.carId === link.car}
                  starting={starting === car.carId}
                  waiting={starting !== null}
                  trouble={
                    refused?.carId === car.carId && refused.problem !== 'no_code' && !isAboutCode(refused.problem) ?
                      tell(refused.problem)
                    : null
                  }
                  onDrive={() => void drive(car.carId)}
                />
              ))}
            </ul>
          }
        </section>
      </main>
      <footer className="foot">
        <Link to="/operator">{t('app.footer.operator')}</Link>
      </footer>
    </>
  );
}
