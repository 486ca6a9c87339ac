import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';

/** What a first visit loads before it can draw, compressed, without fonts. */
const LIMIT = 150 * 1024;

const root = join(import.meta.dirname, '..');
const dist = mkdtempSync(join(tmpdir(), 'rcfleet-page-'));
const read = (name: string) => readFileSync(join(dist, name));

beforeAll(async () => {
  // Else React comes as its development build.
  vi.stubEnv('NODE_ENV', 'production');
  await build({ root, logLevel: 'error', build: { outDir: dist, emptyOutDir: true } });
}, 60_000);
afterAll(() => {
  vi.unstubAllEnvs();
  rmSync(dist, { recursive: true });
});

/** index.html, and the scripts and styles that it names. */
function firstLoad(): string[] {
  const html = read('index.html').toString();
  const named = [...html.matchAll(/<(?:script[^>]*\ssrc|link[^>]*rel="(?:stylesheet|modulepreload)"[^>]*\shref)="\/([^"]+)"/g)].map((m) => m[1]!);
  return ['index.html', ...named];
}

test.each(['br', 'gz'])('the first load stays below the limit as .%s', (encoding) => {
  const files = firstLoad();
  expect(files.filter((file) => file.endsWith('.js')).length).toBeGreaterThanOrEqual(2);
  expect(files.filter((file) => file.endsWith('.css')).length).toBeGreaterThanOrEqual(1);
  const bytes = files.reduce((sum, file) => sum + read(`${file}.${encoding}`).length, 0);
  console.info(`first load as ${encoding}: ${(bytes / 1024).toFixed(1)} KiB of ${LIMIT / 1024} in ${files.length} files`);
  expect(bytes).toBeLessThanOrEqual(LIMIT);
});

test('the service worker keeps the shell, and never a page or an answer of the API', () => {
  const worker = read('sw.js').toString();
  const kept = JSON.parse(/FILES = (\[.*\])/.exec(worker)![1]!) as string[];
  for (const file of kept) expect(existsSync(join(dist, file)), file).toBe(true);
  expect(kept).toContain('/offline.html');
  expect(kept.some((file) => /^\/assets\/.*\.js$/.test(file))).toBe(true);
  expect(kept.filter((file) => /index\.html|sw\.js|^\/api|^\/ws/.test(file))).toEqual([]);
  expect(worker).toMatch(/CACHE = 'rcfleet-[0-9a-f]{12}'/);
});

test('what is compressed is what is served plain', () => {
  for (const file of firstLoad()) expect(gunzipSync(read(`${file}.gz`)).equals(read(file)), file).toBe(true);
});

test('the manifest names icons that exist', () => {
  const manifest = JSON.parse(read('app.webmanifest').toString()) as { icons: { src: string; purpose?: string }[] };
  for (const icon of manifest.icons) expect(existsSync(join(dist, icon.src)), icon.src).toBe(true);
  expect(manifest.icons.some((icon) => icon.purpose === 'maskable')).toBe(true);
});
