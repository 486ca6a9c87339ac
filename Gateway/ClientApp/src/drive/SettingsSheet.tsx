import { useEffect, useId, useState, type ReactNode } from 'react';
import { LanguageSwitch, useText, type Translate } from '../i18n/Language.tsx';
import { Modal } from '../shell/Modal.tsx';
import { findPad } from './input/gamepad.ts';
import { MAX_TRIM, MIN_CAP } from './input/tune.ts';
import { PAD_THROTTLES, QUALITIES, settings, STEERING_SPEEDS, useSettings } from './settings.ts';

/** What a driver can set, each in force and remembered as soon as it is changed. */
export function SettingsSheet({ onClose }: { onClose: () => void }) {
  const t = useText();
  const now = useSettings();
  const heading = useId();
  const padFound = usePadFound();
  return (
    <Modal className="sheet" labelledBy={heading} testId="settings-sheet" closedByBackdrop onClose={onClose}>
      <div className="sheet-body">
        <header>
          <h2 id={heading}>{t('drive.settings.title')}</h2>
          <p className="hint">{t('drive.settings.held')}</p>
        </header>

        <section aria-label={t('drive.settings.driving')}>
          <h3>{t('drive.settings.driving')}</h3>
          <Slider
            name={t('drive.settings.cap')}
            testId="cap"
            least={MIN_CAP * 100}
            most={100}
            step={5}
            value={Math.round(now.cap * 100)}
            text={t('value.percent', { value: Math.round(now.cap * 100) })}
            onChange={(value) => settings.set({ cap: value / 100 })}
          />
          <Slider
            name={t('drive.settings.trim')}
            hint={t('drive.settings.trim.hint')}
            testId="trim"
            least={-MAX_TRIM * 100}
            most={MAX_TRIM * 100}
            step={1}
            value={Math.round(now.trim * 100)}
            text={trimText(t, Math.round(now.trim * 100))}
            onChange={(value) => settings.set({ trim: value / 100 })}
          />
          <Choice
            name={t('drive.settings.speed')}
            testId="speed"
            all={STEERING_SPEEDS}
            value={now.steeringSpeed}
            text={(one) => t(`drive.settings.speed.${one}`)}
            onChange={(steeringSpeed) => settings.set({ steeringSpeed })}
          />
        </section>

        <section aria-label={t('drive.settings.pad')}>
          <h3>
            {t('drive.settings.pad')}
            <small role="status" data-testid="pad-found" data-found={padFound}>
              {t(padFound ? 'drive.settings.pad.found' : 'drive.settings.pad.none')}
            </small>
          </h3>
          <Choice
            name={t('drive.settings.pad.throttle')}
            testId="pad-throttle"
            all={PAD_THROTTLES}
            value={now.padThrottle}
            text={(one) => t(`drive.settings.pad.${one}`)}
            onChange={(padThrottle) => settings.set({ padThrottle })}
          />
          <Slider
            name={t('drive.settings.pad.curve')}
            testId="pad-curve"
            least={0}
            most={100}
            step={5}
            value={Math.round(now.padCurve * 100)}
            text={t('value.percent', { value: Math.round(now.padCurve * 100) })}
            onChange={(value) => settings.set({ padCurve: value / 100 })}
          />
          <p className="hint">{t('drive.settings.pad.hint')}</p>
        </section>

        <section aria-label={t('drive.settings.media')}>
          <h3>{t('drive.settings.media')}</h3>
          <Choice
            name={t('drive.settings.quality')}
            testId="quality"
            all={QUALITIES}
            value={now.quality}
            text={(one) => t(`drive.settings.quality.${one}`)}
            onChange={(quality) => settings.set({ quality })}
          />
          <label className="setting switch">
            <span>{t('drive.settings.sound')}</span>
            <input
              type="checkbox"
              role="switch"
              data-testid="sound"
              checked={now.sound}
              onChange={(event) => settings.set({ sound: event.target.checked })}
            />
          </label>
          <div className="setting">
            <span>{t('app.language')}</span>
            <LanguageSwitch />
          </div>
        </section>
      </div>

      <footer className="row end">
        <button type="button" className="button ghost" data-testid="settings-reset" onClick={() => settings.reset()}>
          {t('drive.settings.reset')}
        </button>
        <button type="button" className="button primary" data-testid="settings-done" onClick={onClose}>
          {t('drive.settings.done')}
        </button>
      </footer>
    </Modal>
  );
}

interface SliderProps {
  readonly name: string;
  readonly hint?: string;
  readonly testId: string;
  readonly least: number;
  readonly most: number;
  readonly step: number;
  readonly value: number;
  /** The value as a person reads and hears it. */
  readonly text: string;
  readonly onChange: (value: number) => void;
}

function Slider({ name, hint, testId, least, most, step, value, text, onChange }: SliderProps) {
  const id = useId();
  return (
    <div className="setting">
      <label htmlFor={id}>{name}</label>
      <output htmlFor={id}>{text}</output>
      <input
        id={id}
        type="range"
        data-testid={testId}
        min={least}
        max={most}
        step={step}
        value={value}
        aria-valuetext={text}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        onChange={(event) => onChange(event.target.valueAsNumber)}
      />
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}

interface ChoiceProps<T extends string> {
  readonly name: string;
  readonly testId: string;
  readonly all: readonly T[];
  readonly value: T;
  readonly text: (one: T) => ReactNode;
  readonly onChange: (one: T) => void;
}

function Choice<T extends string>({ name, testId, all, value, text, onChange }: ChoiceProps<T>) {
  const id = useId();
  return (
    <div className="setting choice">
      <span id={id}>{name}</span>
      <div className="segments" role="group" aria-labelledby={id}>
        {all.map((one) => (
          <button key={one} type="button" aria-pressed={one === value} data-testid={`${testId}-${one}`} onClick={() => onChange(one)}>
            {text(one)}
          </button>
        ))}
      </div>
    </div>
  );
}

function trimText(t: Translate, percent: number): string {
  if (percent === 0) return t('drive.settings.trim.none');
  return t(percent < 0 ? 'drive.settings.trim.left' : 'drive.settings.trim.right', { value: Math.abs(percent) });
}

/** Whether a gamepad is there that could drive; browsers show one only after a button of it was pressed. */
function usePadFound(): boolean {
  const look = () => findPad(navigator.getGamepads?.() ?? []) !== null;
  const [found, setFound] = useState(look);
  useEffect(() => {
    const changed = () => setFound(look());
    addEventListener('gamepadconnected', changed);
    addEventListener('gamepaddisconnected', changed);
    return () => {
      removeEventListener('gamepadconnected', changed);
      removeEventListener('gamepaddisconnected', changed);
    };
  }, []);
  return found;
}
