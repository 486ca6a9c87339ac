import { useEffect, useState } from 'react';
import { useText } from '../i18n/Language.tsx';
import { local } from '../shell/storage.ts';

const STORED_AS = 'rcfleet.tutorial';
const STEPS = ['drive', 'stop', 'picture', 'time'] as const;

/** What the driver most likely holds. */
export type Means = 'touch' | 'keyboard' | 'gamepad';

export function means(): Means {
  if (navigator.getGamepads?.().some((pad) => pad?.connected)) return 'gamepad';
  return matchMedia('(pointer: coarse)').matches ? 'touch' : 'keyboard';
}

/**
 * Shown until it has been read or skipped once in this browser. It lies over the picture and takes neither the keyboard
 * nor the controls: who wants to drive, drives.
 */
export function Tutorial() {
  const t = useText();
  const [step, setStep] = useState(() => (local.get(STORED_AS) === null ? 0 : STEPS.length));
  const [by, setBy] = useState(means);
  const open = step < STEPS.length;

  useEffect(() => {
    if (!open) return;
    const changed = () => setBy(means());
    addEventListener('gamepadconnected', changed);
    addEventListener('gamepaddisconnected', changed);
    return () => {
      removeEventListener('gamepadconnected', changed);
      removeEventListener('gamepaddisconnected', changed);
    };
  }, [open]);

  if (!open) return null;
  const go = (to: number) => {
    if (to === STEPS.length) local.set(STORED_AS, 'done');
    setStep(to);
  };
  const name = STEPS[step]!;
  const last = step === STEPS.length - 1;
  return (
    <section className="tutorial" aria-label={t('drive.tutorial')} data-testid="tutorial" data-step={name} data-means={by}>
      <div role="status">
        <h2>{t(`drive.tutorial.${name}`)}</h2>
        <p>{t(name === 'drive' || name === 'stop' ? `drive.tutorial.${name}.${by}` : `drive.tutorial.${name}.text`)}</p>
      </div>
      <div className="tutorial-foot">
        <span className="steps" aria-hidden="true">
          {STEPS.map((one, i) => (
            <i key={one} data-done={i <= step || undefined} />
          ))}
        </span>
        <span className="spoken">{t('drive.tutorial.step', { step: step + 1, steps: STEPS.length })}</span>
        {!last && (
          <button type="button" className="button small ghost" data-testid="tutorial-skip" onClick={() => go(STEPS.length)}>
            {t('drive.tutorial.skip')}
          </button>
        )}
        <button type="button" className="button small primary" data-testid="tutorial-next" onClick={() => go(step + 1)}>
          {t(last ? 'drive.tutorial.done' : 'drive.tutorial.next')}
        </button>
      </div>
    </section>
  );
}
