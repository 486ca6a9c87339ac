import type { MessageKey, Params } from '../i18n/translate.ts';
import type { Problem } from './http.ts';

const GRANT_CODES = [
  'car_busy',
  'car_offline',
  'car_disabled',
  'car_stopped',
  'code_invalid',
  'code_used_up',
  'code_other_car',
  'too_many_attempts',
  'unauthorized',
  'network',
] as const;

/** The sentence for a refused grant; an unknown code is told in the server's own words. */
export function grantText(problem: Problem): { key: MessageKey; params?: Params } {
  const known = GRANT_CODES.find((code) => code === problem.code);
  return known === undefined ? { key: 'grant.other', params: { error: problem.error } } : { key: `grant.${known}` };
}

/** Whether the trouble lies with the code rather than with the car: it is then told beside the code's field. */
export function isAboutCode(problem: Problem): boolean {
  return problem.code.startsWith('code_') || problem.code === 'too_many_attempts';
}
