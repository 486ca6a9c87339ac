import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { parseAst } from 'vite';
import { chooseLanguage, LANGUAGES, MESSAGES, translate, type MessageKey } from './translate.ts';

const SRC = join(import.meta.dirname, '..');
const sources = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !name.includes('.test.'))
  .map((name) => ({ name, text: readFileSync(join(SRC, name), 'utf8') }));

const holes = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
const keys = Object.keys(MESSAGES.en) as MessageKey[];

describe('message files', () => {
  test.each(LANGUAGES)('%s has every key, and no other', (language) => {
    expect(Object.keys(MESSAGES[language]).sort()).toEqual([...keys].sort());
  });

  test.each(LANGUAGES)('%s fills the same holes and leaves no message empty', (language) => {
    for (const key of keys) {
      expect(MESSAGES[language][key].trim(), key).not.toBe('');
      expect(holes(MESSAGES[language][key]), key).toEqual(holes(MESSAGES.en[key]));
    }
  });

  it('is Korean where it should be', () => {
    const same = keys.filter((key) => MESSAGES.ko[key] === MESSAGES.en[key] && /[a-z]{2}/i.test(MESSAGES.en[key].replace(/\{\w+\}/g, '')));
    expect(same.sort()).toEqual(['app.name', 'app.title.drive', 'drive.unit.kmh', 'value.dbm', 'value.ms'].sort());
  });

  it('has no message that nothing uses', () => {
    const all = sources.map((s) => s.text).join('\n');
    // `end.${reason}.title` uses every key of that shape.
    const shapes = [...all.matchAll(/`([\w.]+\.\$\{[^`]*)`/g)].map(
      (m) => new RegExp(`^${m[1]!.replace(/\./g, '\\.').replace(/\$\{.*?\}/g, '[\\w.]+')}$`),
    );
    const unused = keys.filter((key) => !all.includes(`'${key}'`) && !shapes.some((shape) => shape.test(key)));
    expect(unused).toEqual([]);
  });

  it('has every key that the code names', () => {
    const spoken = /\bt\(\s*'([^']+)'/g;
    const named = sources.flatMap((s) => [...s.text.matchAll(spoken)].map((m) => m[1]!));
    expect(named.length).toBeGreaterThan(50);
    expect(named.filter((key) => !(key in MESSAGES.en))).toEqual([]);
  });
});

/** Attributes whose value a person reads or hears. */
const READ_ATTRIBUTES = ['aria-label', 'aria-description', 'title', 'placeholder', 'alt', 'label', 'name', 'yes', 'no'];
const WORDS = /\p{L}/u;

/** Texts that stand in the markup itself: between tags, in braces between tags, and in attributes that are read. */
function literalTexts(tsx: string): string[] {
  const found: string[] = [];
  const text = (node: unknown) => {
    const { type, value } = node as { type: string; value?: unknown };
    if ((type === 'Literal' || type === 'JSXText') && typeof value === 'string' && WORDS.test(value)) found.push(value.trim());
  };
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (typeof node !== 'object' || node === null) return;
    const n = node as Record<string, any>;
    if (n.type === 'JSXText') text(n);
    if (n.type === 'JSXAttribute' && READ_ATTRIBUTES.includes(n.name.name) && n.value) text(n.value);
    if (n.type === 'JSXElement' || n.type === 'JSXFragment') {
      for (const child of n.children) {
        if (child.type !== 'JSXExpressionContainer') continue;
        const e = child.expression;
        [e, e.right, e.consequent, e.alternate].filter(Boolean).forEach(text);
      }
    }
    Object.values(n).forEach(walk);
  };
  walk(parseAst(tsx, { lang: 'tsx' }));
  return found;
}

describe('text in the markup', () => {
  it('is found by this check', () => {
    expect(literalTexts('const a = <p title="Hello">World {x ? "yes" : t("k")} {"there"}</p>;').sort()).toEqual(['Hello', 'World', 'there', 'yes']);
    expect(literalTexts('const a = <p className="x" data-testid="y">{t("k")} / {2}</p>;')).toEqual([]);
  });

  test.each(sources.filter((s) => s.name.endsWith('.tsx')))('$name has none', ({ text }) => {
    expect(literalTexts(text)).toEqual([]);
  });
});

test('translate fills the holes it is given and shows the one it is not', () => {
  expect(translate('en', 'lobby.driveCar', { car: 'car-7' })).toBe('Drive car-7');
  expect(translate('ko', 'lobby.driveCar', { car: 'car-7' })).toBe('car-7 운전하기');
  expect(translate('en', 'lobby.driveCar')).toBe('Drive {car}');
});

test.each([
  [null, ['ko-KR', 'en'], 'ko'],
  [null, ['fr-FR', 'ko'], 'ko'],
  [null, ['de'], 'en'],
  [null, [], 'en'],
  ['en', ['ko-KR'], 'en'],
  ['xx', ['ko-KR'], 'ko'],
])('language stored %j, preferred %j: %s', (stored, preferred, language) => {
  expect(chooseLanguage(stored, preferred)).toBe(language);
});
