import { LanguageSwitch, useText } from '../i18n/Language.tsx';
import { Link } from './Link.tsx';
import { ThemeSwitch } from './ThemeSwitch.tsx';

/** The bar on top of the lobby and the operator's page. */
export function Header() {
  const t = useText();
  return (
    <header className="top">
      <Link to="/" className="brand">
        {t('app.name')}
      </Link>
      <LanguageSwitch />
      <ThemeSwitch />
    </header>
  );
}
