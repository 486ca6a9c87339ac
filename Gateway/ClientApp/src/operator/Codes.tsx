import { useState } from 'react';
import type { Code, OperatorApi } from '../api/operator.ts';
import { clockFace } from '../drive/view.ts';
import { useText } from '../i18n/Language.tsx';
import type { Order } from './Console.tsx';
import { Copy } from './Copy.tsx';

interface CodesProps {
  readonly codes: readonly Code[] | null;
  readonly api: OperatorApi;
  readonly order: Order;
}

/** The code stands in the fragment, which browsers keep to themselves. */
function linkTo(code: string): string {
  return `${location.origin}/#code=${encodeURIComponent(code)}`;
}

export function Codes({ codes, api, order }: CodesProps) {
  const t = useText();
  const none = t('value.none');
  const [minutes, setMinutes] = useState('10');
  const [cars, setCars] = useState('');
  const [uses, setUses] = useState('');
  const [made, setMade] = useState<{ code: string; minutes: number } | null>(null);

  const make = async () => {
    const only = cars.split(/[\s,]+/).filter((car) => car !== '');
    const code = await order(
      api.makeCode({
        minutes: Number(minutes),
        ...(only.length > 0 ? { cars: only } : {}),
        ...(uses === '' ? {} : { uses: Number(uses) }),
      }),
    );
    if (code !== null) setMade(code);
  };

  return (
    <section aria-labelledby="operator-codes">
      <h2 id="operator-codes">{t('operator.codes')}</h2>
      <div className="columns">
        <form
          className="panel stack"
          data-testid="code-form"
          onSubmit={(event) => {
            event.preventDefault();
            void make();
          }}
        >
          <h3>{t('operator.codes.make.title')}</h3>
          <label htmlFor="code-minutes">{t('operator.codes.minutes')}</label>
          <input
            id="code-minutes"
            data-testid="code-minutes"
            type="number"
            required
            min={1}
            max={1440}
            value={minutes}
            onChange={(event) => setMinutes(event.target.value)}
          />
          <label htmlFor="code-cars">{t('operator.codes.cars')}</label>
          <input
            id="code-cars"
            data-testid="code-cars"
            aria-describedby="code-cars-hint"
            autoCapitalize="none"
            autoComplete="off"
            spellCheck={false}
            value={cars}
            onChange={(event) => setCars(event.target.value)}
          />
          <p id="code-cars-hint" className="hint">
            {t('operator.codes.cars.hint')}
          </p>
          <label htmlFor="code-uses">{t('operator.codes.uses')}</label>
          <input id="code-uses" data-testid="code-uses" type="number" min={1} max={1000} value={uses} onChange={(event) => setUses(event.target.value)} />
          <button type="submit" className="button primary" data-testid="code-submit">
            {t('operator.codes.make')}
          </button>
        </form>
        <div>
          {made !== null && (
            <div className="panel stack made" role="status" data-testid="new-code">
              <h3>{t('operator.codes.made', { minutes: made.minutes })}</h3>
              <code data-testid="new-code-value">{made.code}</code>
              <div className="row">
                <Copy text={made.code} testId="new-code-copy" />
                <Copy text={linkTo(made.code)} says="operator.codes.link" testId="new-code-link" />
              </div>
            </div>
          )}
          {codes !== null && codes.length === 0 && <p className="empty">{t('operator.codes.empty')}</p>}
          {codes !== null && codes.length > 0 && (
            <div className="scroll">
              <table>
                <thead>
                  <tr>
                    <th scope="col">{t('operator.codes.code')}</th>
                    <th scope="col">{t('operator.codes.left')}</th>
                    <th scope="col">{t('operator.codes.usesLeft')}</th>
                    <th scope="col">{t('operator.codes.forCars')}</th>
                  </tr>
                </thead>
                <tbody>
                  {codes.map((code) => (
                    <tr key={code.code} data-testid={`code-${code.code}`}>
                      <th scope="row">
                        <code>{code.code}</code>
                      </th>
                      <td>{[clockFace(code.secondsLeft), t('value.minutes', { value: code.minutes })].join(' / ')}</td>
                      <td>{code.usesLeft ?? none}</td>
                      <td>{code.cars === null || code.cars.length === 0 ? t('operator.codes.everyCar') : code.cars.join(', ')}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </div>
      </div>
    </section>
  );
}
