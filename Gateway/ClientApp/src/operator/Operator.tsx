import { useMemo, useState } from 'react';
import { operatorApi } from '../api/operator.ts';
import { useText, useTitle } from '../i18n/Language.tsx';
import { Header } from '../shell/Header.tsx';
import { perTab } from '../shell/storage.ts';
import { Console } from './Console.tsx';
import './operator.css';

const KEY_STORED_AS = 'rcfleet.operatorKey';

/** Asks for the key, then shows the console for as long as the server accepts it. */
export function Operator() {
  useTitle('app.title.operator');
  const [key, setKey] = useState(() => perTab.get(KEY_STORED_AS));
  const [wrong, setWrong] = useState(false);
  const api = useMemo(() => (key === null ? null : operatorApi(key)), [key]);

  const forget = (because: 'wrong' | 'asked') => {
    perTab.remove(KEY_STORED_AS);
    setWrong(because === 'wrong');
    setKey(null);
  };

  return (
    <>
      <Header />
      {api === null || key === null ?
        <KeyForm
          wrong={wrong}
          onKey={(entered) => {
            perTab.set(KEY_STORED_AS, entered);
            setWrong(false);
            setKey(entered);
          }}
        />
      : <Console api={api} operatorKey={key} onRefused={() => forget('wrong')} onForget={() => forget('asked')} />}
    </>
  );
}

function KeyForm({ wrong, onKey }: { wrong: boolean; onKey: (key: string) => void }) {
  const t = useText();
  const [typed, setTyped] = useState('');
  return (
    <main className="page narrow">
      <h1>{t('operator.title')}</h1>
      <form
        className="panel stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (typed.trim() !== '') onKey(typed.trim());
        }}
      >
        <label htmlFor="operator-key">{t('operator.key.label')}</label>
        <input
          id="operator-key"
          type="password"
          data-testid="operator-key"
          autoComplete="off"
          autoFocus
          value={typed}
          aria-describedby="operator-key-hint"
          aria-invalid={wrong}
          onChange={(event) => setTyped(event.target.value)}
        />
        <p id="operator-key-hint" className={wrong ? 'hint trouble' : 'hint'} role="status" data-testid="operator-key-hint">
          {t(wrong ? 'operator.key.wrong' : 'operator.key.hint')}
        </p>
        <button type="submit" className="button primary" data-testid="operator-open">
          {t('operator.key.enter')}
        </button>
      </form>
    </main>
  );
}
