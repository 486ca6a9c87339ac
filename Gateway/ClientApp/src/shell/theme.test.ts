// @vitest-environment happy-dom
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test, vi } from 'vitest';
import { chooseTheme, chosenTheme, followTheme, themeOf } from './theme.ts';

const early = readFileSync(join(import.meta.dirname, '../../public/theme.js'), 'utf8');
const shown = () => document.documentElement.dataset.theme;

let changed: () => void = () => {};

function system(prefers: 'light' | 'dark') {
  vi.stubGlobal('matchMedia', () => ({
    matches: prefers === 'light',
    addEventListener: (_: string, listener: () => void) => {
      changed = listener;
    },
  }));
}

afterEach(() => {
  vi.unstubAllGlobals();
  localStorage.clear();
  delete document.documentElement.dataset.theme;
});

test.each([
  [null, 'light', 'light'],
  [null, 'dark', 'dark'],
  ['system', 'light', 'light'],
  ['dark', 'light', 'dark'],
  ['light', 'dark', 'light'],
  ['purple', 'dark', 'dark'],
] as const)('stored %j on a system that prefers %s: %s, before the first paint and after', (stored, prefers, theme) => {
  if (stored !== null) localStorage.setItem('rcfleet.theme', stored);
  system(prefers);
  new Function('localStorage', 'matchMedia', 'document', early)(localStorage, matchMedia, document);
  expect(shown()).toBe(theme);
  expect(themeOf(chosenTheme(), prefers === 'light')).toBe(theme);
});

test('the theme follows the system until one is chosen, and again when the system is', () => {
  system('dark');
  followTheme();
  expect(shown()).toBe('dark');
  system('light');
  changed();
  expect(shown()).toBe('light');
  chooseTheme('dark');
  expect([shown(), chosenTheme()]).toEqual(['dark', 'dark']);
  changed();
  expect(shown()).toBe('dark');
  chooseTheme('system');
  expect(shown()).toBe('light');
});
