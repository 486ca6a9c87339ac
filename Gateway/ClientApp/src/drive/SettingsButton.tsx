import { useState } from 'react';
import { useText } from '../i18n/Language.tsx';
import type { Driver } from './Driver.ts';
import { SettingsSheet } from './SettingsSheet.tsx';
import './settings.css';

/** The gear; while its sheet is open, nothing counts as held. */
export function SettingsButton({ driver }: { driver: Driver }) {
  const t = useText();
  const [open, setOpen] = useState(false);
  const show = (shown: boolean) => {
    driver.setDialog(shown);
    setOpen(shown);
  };
  return (
    <>
      <button
        type="button"
        className="gear"
        data-testid="settings"
        aria-label={t('drive.settings.open')}
        title={t('drive.settings.open')}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => show(true)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 7h9M19 7h1M4 17h1M11 17h9" />
          <circle cx="16" cy="7" r="3" />
          <circle cx="8" cy="17" r="3" />
        </svg>
      </button>
      {open && <SettingsSheet onClose={() => show(false)} />}
    </>
  );
}
