import { useEffect, useState } from 'react';
import type { Answer, Problem } from '../api/http.ts';
import type { OperatorApi } from '../api/operator.ts';
import { grantText } from '../api/problemText.ts';
import { stored, takeCar } from '../api/sessions.ts';
import { useText } from '../i18n/Language.tsx';
import { goTo } from '../shell/path.ts';
import { usePolled } from '../shell/usePolled.ts';
import { CarTable } from './CarTable.tsx';
import { Codes } from './Codes.tsx';
import { Devices } from './Devices.tsx';

const POLL_MS = 2_000;

interface ConsoleProps {
  readonly api: OperatorApi;
  readonly operatorKey: string;
  readonly onRefused: () => void;
  readonly onForget: () => void;
}

/** Runs one order, tells what went wrong, and looks again at once. */
export type Order = <T>(ask: Promise<Answer<T>>) => Promise<T | null>;

export function Console({ api, operatorKey, onRefused, onForget }: ConsoleProps) {
  const t = useText();
  const cars = usePolled(api.cars, POLL_MS);
  const codes = usePolled(api.codes, POLL_MS);
  const [message, setMessage] = useState<{ text: string; bad: boolean } | null>(null);
  const refused = isRefusal(cars.problem) || isRefusal(codes.problem);

  useEffect(() => {
    if (refused) onRefused();
  }, [refused, onRefused]);

  const order: Order = async (ask) => {
    setMessage(null);
    const answer = await ask;
    cars.refresh();
    codes.refresh();
    if (answer.ok) return answer.value;
    if (isRefusal(answer.problem)) onRefused();
    const error = answer.problem.code === 'network' ? t('operator.failed.network') : answer.problem.error;
    setMessage({ text: t('operator.failed', { error }), bad: true });
    return null;
  };
  const stopAll = async () => {
    if ((await order(api.stopAll().then(done))) !== null) setMessage({ text: t('operator.stopAll.done'), bad: false });
  };
  const drive = async (carId: string) => {
    const answer = await takeCar(carId, { operatorKey });
    if (answer.ok) {
      stored.write(answer.value);
      goTo('/drive');
    } else {
      const { key, params } = grantText(answer.problem);
      setMessage({ text: t(key, params), bad: true });
    }
  };

  return (
    <main className="page operator">
      <div className="operator-head">
        <h1>{t('operator.title')}</h1>
        <button type="button" className="button ghost" data-testid="operator-forget" onClick={onForget}>
          {t('operator.key.forget')}
        </button>
        <button type="button" className="button stop" data-testid="stop-all" onClick={() => void stopAll()}>
          {t('operator.stopAll')}
        </button>
      </div>
      <p
        className={cars.problem !== null || message?.bad === true ? 'line trouble' : 'line'}
        role="status"
        data-testid="operator-message"
      >
        {cars.problem !== null ? t('operator.unreachable') : message?.text}
      </p>
      <CarTable cars={cars.value} api={api} order={order} onDrive={(carId) => void drive(carId)} />
      <Devices cars={cars.value} api={api} order={order} />
      <Codes codes={codes.value} api={api} order={order} />
    </main>
  );
}

/** An answer without a body still counts as a good one. */
function done(answer: Answer<void>): Answer<true> {
  return answer.ok ? { ok: true, value: true } : answer;
}

function isRefusal(problem: Problem | null): boolean {
  return problem !== null && (problem.status === 401 || problem.status === 403);
}
