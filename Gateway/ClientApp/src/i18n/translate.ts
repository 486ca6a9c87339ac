import en from '../../messages/en.json';
import ko from '../../messages/ko.json';

export type MessageKey = keyof typeof en;
export type Params = Readonly<Record<string, string | number>>;

/** English is the reference: a key that it lacks does not compile. */
export const MESSAGES = { en, ko } satisfies Record<string, Record<MessageKey, string>>;

export type Language = keyof typeof MESSAGES;
export const LANGUAGES = Object.keys(MESSAGES) as Language[];

/** Each language in its own words, as a switch shows it. */
export const LANGUAGE_NAMES: Readonly<Record<Language, string>> = { en: 'English', ko: '한국어' };

/** The same where there is little room. */
export const SHORT_NAMES: Readonly<Record<Language, string>> = { en: 'EN', ko: '한' };

/** The message with `{name}` filled in; a name that is not given stays visible, so that a test sees it. */
export function translate(language: Language, key: MessageKey, params: Params = {}): string {
  return MESSAGES[language][key].replace(/\{(\w+)\}/g, (hole, name: string) =>
    name in params ? String(params[name]) : hole,
  );
}

/** The language to begin with: the one chosen before, else the browser's first that there is, else English. */
export function chooseLanguage(stored: string | null, preferred: readonly string[]): Language {
  const candidates = [stored, ...preferred.map((tag) => tag.split('-')[0]!.toLowerCase())];
  return LANGUAGES.find((one) => one === candidates.find((c) => LANGUAGES.some((l) => l === c))) ?? 'en';
}
