// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Car } from '../api/cars.ts';
import { LanguageProvider } from '../i18n/Language.tsx';
import { Lobby } from './Lobby.tsx';

const car = (n: number, more: Partial<Car> = {}): Car => ({
  carId: `car-${n}`, status: 'available', camera: false, controller: true, batteryPercent: 80, rssi: -60, waiting: 0, thumbnail: null, ...more,
});

let cars: Car[] | 'down' = [];
let grant: { status: number; body: unknown } = { status: 500, body: {} };
const asked: string[] = [];
let onScreen: ((entries: { isIntersecting: boolean }[]) => void)[] = [];

beforeEach(() => {
  asked.length = 0;
  onScreen = [];
  vi.useFakeTimers();
  vi.stubGlobal('matchMedia', () => ({ matches: false, addEventListener: () => {} }));
  vi.stubGlobal(
    'IntersectionObserver',
    class {
      constructor(seen: (entries: { isIntersecting: boolean }[]) => void) {
        onScreen.push(seen);
      }
      observe() {}
      disconnect() {}
    },
  );
  vi.stubGlobal('fetch', async (path: string) => {
    asked.push(path);
    if (path.endsWith('/sessions')) return new Response(JSON.stringify(grant.body), { status: grant.status });
    if (path.endsWith('/thumbnail')) return new Response(null, { status: 204 });
    if (cars === 'down') throw new TypeError('no network');
    return new Response(JSON.stringify(cars));
  });
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  sessionStorage.clear();
  Object.defineProperty(document, 'hidden', { configurable: true, value: false });
});

async function open() {
  render(
    <LanguageProvider>
      <Lobby />
    </LanguageProvider>,
  );
  await passes(0);
}

const passes = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));
const cards = () => [...document.querySelectorAll('[data-testid^=car-card-]')].map((card) => card.getAttribute('data-testid')!.slice(9));

test('a car that is low on battery, and one without a camera, are told so', async () => {
  cars = [car(1, { batteryPercent: 12 })];
  await open();
  expect(document.querySelector('.facts [data-alarm]')?.textContent).toContain('12 %');
  expect(screen.getByTestId('thumbnail-car-1').textContent).toContain('No camera');
});

test('many cars bring search and filters; what does not fit is gone, and comes back', async () => {
  cars = Array.from({ length: 50 }, (_, i) => car(i + 1, { status: i === 6 ? 'available' : 'busy' }));
  await open();
  expect(cards()).toHaveLength(50);
  expect(screen.getByTestId('fleet-count').textContent).toBe('1 of 50 free');
  fireEvent.click(screen.getByTestId('filter-free'));
  expect(cards()).toEqual(['car-7']);
  fireEvent.change(screen.getByTestId('fleet-search'), { target: { value: 'car-9' } });
  expect(cards()).toEqual([]);
  fireEvent.click(screen.getByTestId('show-all'));
  expect(cards()).toHaveLength(50);
});

test('few cars need no search', async () => {
  cars = [car(1), car(2)];
  await open();
  expect(screen.queryByTestId('fleet-bar')).toBeNull();
});

test('no car yet, and no server, are different things', async () => {
  cars = [];
  await open();
  expect(screen.getByTestId('no-cars')).toBeTruthy();
  cars = 'down';
  await passes(2_000);
  expect(screen.getByTestId('unreachable')).toBeTruthy();
});

test('a hidden tab asks for nothing, and asks at once when it is seen again', async () => {
  cars = [car(1, { camera: true, thumbnail: '/api/cars/car-1/thumbnail' })];
  await open();
  onScreen.forEach((seen) => seen([{ isIntersecting: true }]));
  await passes(10_000);
  expect(asked.filter((path) => path.endsWith('/thumbnail'))).toHaveLength(2);
  Object.defineProperty(document, 'hidden', { configurable: true, value: true });
  await passes(2_000);
  const before = asked.length;
  await passes(60_000);
  expect(asked.length).toBe(before);
  Object.defineProperty(document, 'hidden', { configurable: true, value: false });
  document.dispatchEvent(new Event('visibilitychange'));
  await passes(0);
  expect(asked.slice(before).sort()).toEqual(['/api/cars', '/api/cars/car-1/thumbnail']);
});

test('a card that is not on screen takes no picture', async () => {
  cars = [car(1, { camera: true, thumbnail: '/api/cars/car-1/thumbnail' })];
  await open();
  await passes(30_000);
  expect(asked.filter((path) => path.endsWith('/thumbnail'))).toEqual([]);
});

test('the code is remembered, and what is wrong with it is told beside it', async () => {
  cars = [car(1)];
  grant = { status: 403, body: { code: 'code_used_up', error: 'x' } };
  await open();
  fireEvent.click(screen.getByTestId('drive-car-1'));
  expect(screen.getByTestId('code-hint').textContent).toBe('Enter your rental code first.');
  fireEvent.change(screen.getByTestId('code-input'), { target: { value: '7kq 2m9' } });
  fireEvent.click(screen.getByTestId('drive-car-1'));
  await passes(0);
  expect(screen.getByTestId('code-hint').textContent).toContain('used up');
  cleanup();
  await open();
  expect((screen.getByTestId('code-input') as HTMLInputElement).value).toBe('7KQ2M9');
});
