import { expect, test } from 'vitest';
import { CAR_STATUSES } from '../api/cars.ts';
import { normaliseCode, offer, readDeepLink } from './code.ts';

test.each([
  ['7kq2m9', '7KQ2M9'],
  [' 7kq 2m9\n', '7KQ2M9'],
  ['ab-cd', 'AB-CD'],
  ['   ', ''],
])('normaliseCode(%j) is %j', (typed, code) => {
  expect(normaliseCode(typed)).toBe(code);
});

test.each([
  ['?car=car-2', '#code=ab12', { car: 'car-2', code: 'AB12' }],
  ['?car=car-2&code=ab12', '', { car: 'car-2', code: 'AB12' }],
  ['?code=query', '#code=fragment', { car: null, code: 'FRAGMENT' }],
  ['', '', { car: null, code: null }],
  ['?car=&code=', '#', { car: null, code: null }],
])('readDeepLink(%j, %j)', (search, hash, link) => {
  expect(readDeepLink(search, hash)).toEqual(link);
});

test('only a free car is offered to newcomers, a busy one to its driver', () => {
  expect(CAR_STATUSES.map((status) => [status, offer(status)])).toEqual([
    ['offline', 'none'],
    ['available', 'drive'],
    ['busy', 'rejoin'],
    ['disabled', 'none'],
    ['stopped', 'none'],
  ]);
});
