import { DrivePage } from './drive/DrivePage.tsx';
import { useText, useTitle } from './i18n/Language.tsx';
import { Lobby } from './lobby/Lobby.tsx';
import { Operator } from './operator/Operator.tsx';
import { Link } from './shell/Link.tsx';
import { usePath } from './shell/path.ts';

export function App() {
  const path = usePath();
  switch (path.replace(/\/+$/, '')) {
    case '':
      return <Lobby />;
    case '/drive':
      return <DrivePage />;
    case '/operator':
      return <Operator />;
    default:
      return <NotFound />;
  }
}

function NotFound() {
  const t = useText();
  useTitle('app.notFound.title');
  return (
    <main className="screen">
      <h1>{t('app.notFound.title')}</h1>
      <p>{t('app.notFound.text')}</p>
      <Link to="/" className="button primary">
        {t('app.toLobby')}
      </Link>
    </main>
  );
}
