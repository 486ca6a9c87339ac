import { local } from './storage.ts';

export const THEME_CHOICES = ['system', 'light', 'dark'] as const;
export type ThemeChoice = (typeof THEME_CHOICES)[number];
export type Theme = 'light' | 'dark';

const STORED_AS = 'rcfleet.theme';
const PREFERS_LIGHT = '(prefers-color-scheme: light)';

/** What was chosen here before; whatever else is stored counts as the system's choice. */
export function chosenTheme(): ThemeChoice {
  const stored = local.get(STORED_AS);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}

export function themeOf(choice: ThemeChoice, systemPrefersLight: boolean): Theme {
  if (choice !== 'system') return choice;
  return systemPrefersLight ? 'light' : 'dark';
}

/** Remembers the choice and shows it at once. */
export function chooseTheme(choice: ThemeChoice): void {
  local.set(STORED_AS, choice);
  show();
}

/** Shows the theme, and follows the system from now on while nothing else is chosen. */
export function followTheme(): void {
  show();
  matchMedia(PREFERS_LIGHT).addEventListener('change', show);
}

function show(): void {
  document.documentElement.dataset.theme = themeOf(chosenTheme(), matchMedia(PREFERS_LIGHT).matches);
  // The bar of a phone's browser, and of the installed app's window, takes the page's own background.
  const bar = document.querySelector('meta[name=theme-color]');
  const background = getComputedStyle(document.documentElement).getPropertyValue('--bg').trim();
  if (background !== '') bar?.setAttribute('content', background);
}
