// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { LanguageProvider } from '../i18n/Language.tsx';
import { LANGUAGES, MESSAGES } from '../i18n/translate.ts';
import type { Driver } from './Driver.ts';
import { DEFAULTS, settings, type Settings } from './settings.ts';
import { SettingsButton } from './SettingsButton.tsx';

const setDialog = vi.fn();

beforeEach(() => {
  localStorage.clear();
  settings.reset();
  vi.spyOn(navigator, 'languages', 'get').mockReturnValue(['en']);
});

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  setDialog.mockClear();
  delete (navigator as any).getGamepads;
});

function open() {
  render(
    <LanguageProvider>
      <SettingsButton driver={{ setDialog } as unknown as Driver} />
    </LanguageProvider>,
  );
  fireEvent.click(screen.getByTestId('settings'));
  return screen.getByTestId('settings-sheet') as HTMLDialogElement;
}

const sheet = () => screen.queryByTestId('settings-sheet');

describe('the sheet', () => {
  test.each<[string, (dialog: HTMLElement) => void]>([
    ['the button', () => fireEvent.click(screen.getByTestId('settings-done'))],
    ['Escape, which the browser makes a cancel', (dialog) => fireEvent(dialog, new Event('cancel', { cancelable: true }))],
    ['a click beside it', (dialog) => fireEvent.click(dialog)],
  ])('is modal, holds the controls while it is open, and closes by %s', (_, close) => {
    const dialog = open();
    expect(dialog.open).toBe(true);
    expect(setDialog.mock.calls).toEqual([[true]]);
    close(dialog);
    expect(sheet()).toBeNull();
    expect(setDialog.mock.calls).toEqual([[true], [false]]);
  });

  it('stays open at a click on what lies in it', () => {
    const dialog = open();
    fireEvent.click(dialog.querySelector('h2')!);
    expect(sheet()).not.toBeNull();
  });

  test.each(LANGUAGES)('gives every control a name, in %s', (language) => {
    vi.spyOn(navigator, 'languages', 'get').mockReturnValue([language]);
    const dialog = open();
    for (const input of dialog.querySelectorAll('input')) expect(input.labels?.[0]?.textContent?.trim(), input.dataset.testid).toBeTruthy();
    for (const button of dialog.querySelectorAll('button')) expect(button.textContent?.trim()).toBeTruthy();
    for (const group of dialog.querySelectorAll('[role=group]')) {
      expect(document.getElementById(group.getAttribute('aria-labelledby')!)!.textContent?.trim()).toBeTruthy();
    }
    expect(dialog.querySelector('h2')!.textContent).toBe(MESSAGES[language]['drive.settings.title']);
  });
});

describe('each setting is in force as soon as it is changed, and shown', () => {
  test.each<[string, string, Partial<Settings>]>([
    ['cap', '50', { cap: 0.5 }],
    ['trim', '-7', { trim: -0.07 }],
    ['pad-curve', '80', { padCurve: 0.8 }],
  ])('%s at %s', (id, value, changed) => {
    open();
    const slider = screen.getByTestId(id) as HTMLInputElement;
    fireEvent.change(slider, { target: { value } });
    expect(settings.snapshot()).toEqual({ ...DEFAULTS, ...changed });
    expect(slider.value).toBe(value);
    expect(slider.getAttribute('aria-valuetext')).toContain(value.replace('-', ''));
  });

  test.each<[string, Partial<Settings>]>([
    ['speed-quick', { steeringSpeed: 'quick' }],
    ['pad-throttle-stick', { padThrottle: 'stick' }],
    ['quality-low', { quality: 'low' }],
  ])('%s', (id, changed) => {
    open();
    fireEvent.click(screen.getByTestId(id));
    expect(settings.snapshot()).toEqual({ ...DEFAULTS, ...changed });
    expect(screen.getByTestId(id).getAttribute('aria-pressed')).toBe('true');
  });

  it('sound, which is off at first', () => {
    open();
    const sound = screen.getByTestId('sound') as HTMLInputElement;
    expect(sound.checked).toBe(false);
    fireEvent.click(sound);
    expect(settings.snapshot().sound).toBe(true);
  });

  it('reset', () => {
    settings.set({ cap: 0.3, trim: 0.1, sound: true, padThrottle: 'stick' });
    open();
    fireEvent.click(screen.getByTestId('settings-reset'));
    expect(settings.snapshot()).toEqual(DEFAULTS);
    expect((screen.getByTestId('cap') as HTMLInputElement).value).toBe('100');
  });
});

it('says whether a gamepad is there, and when one comes', () => {
  const pads = vi.fn(() => [null] as any[]);
  vi.stubGlobal('navigator', Object.assign(navigator, { getGamepads: pads }));
  open();
  expect(screen.getByTestId('pad-found').dataset.found).toBe('false');
  pads.mockReturnValue([{ connected: true, mapping: 'standard', axes: [], buttons: [] }]);
  act(() => void window.dispatchEvent(new Event('gamepadconnected')));
  expect(screen.getByTestId('pad-found').dataset.found).toBe('true');
  vi.unstubAllGlobals();
});
