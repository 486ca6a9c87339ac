import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, 'base.css'), 'utf8');

/** The colours that the rule with this selector declares, as #rrggbb. */
function tokens(selector: string): Record<string, string> {
  const rule = new RegExp(`(?:^|\\n|,\\s*)${selector.replace(/[[\]']/g, '\\$&')}[^{}]*\\{([^}]*--bg:[^}]*)\\}`).exec(css);
  if (rule === null) throw new Error(`base.css has no tokens under ${selector}.`);
  return Object.fromEntries([...rule[1]!.matchAll(/--([\w-]+):\s*(#[0-9a-f]{6})\s*;/g)].map((m) => [m[1]!, m[2]!]));
}

const channels = (hex: string) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

/** Relative luminance, WCAG 2.2. */
function luminance(hex: string): number {
  const [r, g, b] = channels(hex).map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (light! + 0.05) / (dark! + 0.05);
}

/** `color-mix(in srgb, tone part, under)`. */
function mix(tone: string, part: number, under: string): string {
  const [over, below] = [channels(tone), channels(under)];
  return `#${over.map((c, i) => Math.round(c * part + below[i]! * (1 - part)).toString(16).padStart(2, '0')).join('')}`;
}

const SURFACES = ['bg', 'raised', 'raised-2'];
const INKS = ['text', 'muted', 'accent-ink', 'good', 'warn', 'bad', 'info'];
const TEXT = 4.5;
const CONTROL = 3;

test('the computation knows black on white, and a pair that just fails', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
  expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  expect(mix('#ffffff', 0.5, '#000000')).toBe('#808080');
});

describe.each(["[data-theme='dark']", "[data-theme='light']"])('%s', (selector) => {
  const theme = tokens(selector);
  const on = (ink: string, surface: string) => contrast(theme[ink]!, theme[surface]!);

  test.each(INKS.flatMap((ink) => SURFACES.map((surface) => [ink, surface])))('%s on %s is readable', (ink, surface) => {
    expect(on(ink!, surface!)).toBeGreaterThanOrEqual(TEXT);
  });

  test.each(['muted', 'good', 'bad', 'info'])('a badge of %s is readable on its own tint', (tone) => {
    for (const surface of SURFACES) expect(contrast(theme[tone]!, mix(theme[tone]!, 0.13, theme[surface]!))).toBeGreaterThanOrEqual(TEXT);
  });

  test.each([
    ['accent-text', 'accent'],
    ['stop-text', 'stop'],
  ])('%s on %s is readable', (ink, surface) => {
    expect(on(ink, surface)).toBeGreaterThanOrEqual(TEXT);
  });

  test.each(['line-strong', 'focus'])('%s stands out from every surface', (edge) => {
    for (const surface of SURFACES) expect(on(edge, surface)).toBeGreaterThanOrEqual(CONTROL);
  });

  test('both themes define the same colours', () => {
    expect(Object.keys(theme).sort()).toEqual(Object.keys(tokens("[data-theme='dark']")).sort());
  });
});

test('a panel over a picture is readable, whatever the picture shows', () => {
  const over = /--over: rgb\((\d+) (\d+) (\d+) \/ (\d+)%\)/.exec(css)!;
  const text = /--over-text: (#[0-9a-f]{6})/.exec(css)![1]!;
  const tone = `#${over.slice(1, 4).map((c) => Number(c).toString(16).padStart(2, '0')).join('')}`;
  for (const picture of ['#000000', '#808080', '#ffffff']) expect(contrast(text, mix(tone, Number(over[4]) / 100, picture))).toBeGreaterThanOrEqual(TEXT);
});
