import { useEffect, useState } from 'react';
import { useText } from '../i18n/Language.tsx';
import type { MessageKey } from '../i18n/translate.ts';

/**
 * Copies, and says so for a moment. An http page on the local network has no clipboard API; there the text is
 * selected by hand, so the button does not appear.
 */
export function Copy({ text, says = 'operator.copy', testId }: { text: string; says?: MessageKey; testId: string }) {
  const t = useText();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 2_000);
    return () => clearTimeout(timer);
  }, [copied]);
  if (!('clipboard' in navigator)) return null;
  return (
    <button
      type="button"
      className="button small"
      data-testid={testId}
      onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true), () => setCopied(false))}
    >
      {t(copied ? 'operator.copied' : says)}
    </button>
  );
}
