import { useState } from 'react';
import { useText } from '../i18n/Language.tsx';
import { chosenTheme, chooseTheme, THEME_CHOICES, type ThemeChoice } from './theme.ts';

const ICONS: Readonly<Record<ThemeChoice, string>> = {
  system: 'M4 5h16v11H4zM9 20h6M12 16v4',
  light: 'M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8M12 2v2M12 20v2M2 12h2M20 12h2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4',
  dark: 'M20 14.5A8.5 8.5 0 0 1 9.5 4 8.5 8.5 0 1 0 20 14.5z',
};

/** System, light, dark. */
export function ThemeSwitch() {
  const t = useText();
  const [choice, setChoice] = useState(chosenTheme);
  return (
    <div className="segments icons" role="group" aria-label={t('app.theme')}>
      {THEME_CHOICES.map((one) => (
        <button
          key={one}
          type="button"
          aria-pressed={one === choice}
          aria-label={t(`app.theme.${one}`)}
          title={t(`app.theme.${one}`)}
          data-testid={`theme-${one}`}
          onClick={() => {
            chooseTheme(one);
            setChoice(one);
          }}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d={ICONS[one]} />
          </svg>
        </button>
      ))}
    </div>
  );
}
