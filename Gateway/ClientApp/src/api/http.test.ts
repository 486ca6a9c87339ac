import { expect, test } from 'vitest';
import { readProblem } from './http.ts';
import { grantText, isAboutCode } from './problemText.ts';

test.each([
  [409, '{"title":"Conflict","code":"car_busy","error":"Car is in use"}', { code: 'car_busy', error: 'Car is in use' }],
  [404, '{"error":"Camera not found"}', { code: '', error: 'Camera not found' }],
  [401, '', { code: 'unauthorized', error: 'HTTP 401' }],
  [429, '<html>slow down</html>', { code: 'too_many_attempts', error: 'HTTP 429' }],
  [500, '{"title":"Oops"}', { code: '', error: 'Oops' }],
  [502, 'null', { code: '', error: 'HTTP 502' }],
])('readProblem(%d, %j)', (status, text, problem) => {
  expect(readProblem(status, text)).toEqual({ status, ...problem });
});

test.each([
  ['car_busy', 'grant.car_busy', false],
  ['car_offline', 'grant.car_offline', false],
  ['car_disabled', 'grant.car_disabled', false],
  ['car_stopped', 'grant.car_stopped', false],
  ['code_invalid', 'grant.code_invalid', true],
  ['code_used_up', 'grant.code_used_up', true],
  ['code_other_car', 'grant.code_other_car', true],
  ['too_many_attempts', 'grant.too_many_attempts', true],
  ['network', 'grant.network', false],
  ['something_new', 'grant.other', false],
])('%s is told by %s', (code, key, aboutCode) => {
  const problem = { status: 409, code, error: 'why' };
  expect(grantText(problem).key).toBe(key);
  expect(isAboutCode(problem)).toBe(aboutCode);
});
