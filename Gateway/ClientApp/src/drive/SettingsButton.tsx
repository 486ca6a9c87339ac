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
        className="icon-button"
        data-testid="settings"
        aria-label={t('drive.settings.open')}
        title={t('drive.settings.open')}
        aria-haspopup="dialog"
        aria-expanded={open}
        onClick={() => show(true)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M4 7h8M18 7h2M4 17h2M12 17h8M18 7a3 3 0 1 1-6 0 3 3 0 1 1 6 0M12 17a3 3 0 1 1-6 0 3 3 0 1 1 6 0" />
        </svg>
      </button>
      {open && <SettingsSheet onClose={() => show(false)} />}
    </>
  );
}
