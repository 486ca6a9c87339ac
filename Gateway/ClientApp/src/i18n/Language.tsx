import { createContext, useCallback, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { local } from '../shell/storage.ts';
import {
  chooseLanguage,
  LANGUAGE_NAMES,
  LANGUAGES,
  SHORT_NAMES,
  translate,
  type Language,
  type MessageKey,
  type Params,
} from './translate.ts';

export type Translate = (key: MessageKey, params?: Params) => string;

interface Speaking {
  readonly language: Language;
  readonly choose: (language: Language) => void;
  readonly t: Translate;
}

const STORED_AS = 'rcfleet.language';

const Context = createContext<Speaking | null>(null);

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState(() => chooseLanguage(local.get(STORED_AS), navigator.languages));
  const choose = useCallback((next: Language) => {
    local.set(STORED_AS, next);
    setLanguage(next);
  }, []);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const speaking = useMemo<Speaking>(
    () => ({ language, choose, t: (key, params) => translate(language, key, params) }),
    [language, choose],
  );
  return <Context value={speaking}>{children}</Context>;
}

function useSpeaking(): Speaking {
  const speaking = useContext(Context);
  if (speaking === null) throw new Error('LanguageProvider is missing above this component.');
  return speaking;
}

/** Translates in the language of the page. */
export function useText(): Translate {
  return useSpeaking().t;
}

/** Sets the tab's title. */
export function useTitle(key: MessageKey, params?: Params): void {
  const title = useText()(key, params);
  useEffect(() => {
    document.title = title;
  }, [title]);
}

/** Buttons, not a select: a native list takes the keyboard away, and with it the key-ups of someone who drives. */
export function LanguageSwitch() {
  const { language, choose, t } = useSpeaking();
  return (
    <div className="segments" role="group" aria-label={t('app.language')}>
      {LANGUAGES.map((one) => (
        <button
          key={one}
          type="button"
          lang={one}
          aria-label={LANGUAGE_NAMES[one]}
          aria-pressed={one === language}
          data-testid={`language-${one}`}
          onClick={() => choose(one)}
        >
          <span className="long">{LANGUAGE_NAMES[one]}</span>
          <span className="short" aria-hidden="true">
            {SHORT_NAMES[one]}
          </span>
        </button>
      ))}
    </div>
  );
}
