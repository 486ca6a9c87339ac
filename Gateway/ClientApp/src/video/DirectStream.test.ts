import { afterEach, expect, it, test, vi } from 'vitest';
import { DirectStream } from './DirectStream.ts';
import type { PageWatch } from './pageContext.ts';
import type { RungTrouble } from './rungs.ts';

const LAN = { kind: 'direct', url: 'http://192.168.0.31:8080/stream?t=1', space: 'local', asks: false } as const;
const page = (permission = 'unknown') => ({ read: () => Promise.resolve({ permission: { local: permission, loopback: permission } }) }) as unknown as PageWatch;
const frame = (body: string) => `--b\r\nContent-Length: ${body.length}\r\n\r\n${body}\r\n`;

afterEach(() => vi.unstubAllGlobals());

function stream(text: string, status = 200, type = 'multipart/x-mixed-replace; boundary=b') {
  return new Response(text, { status, headers: { 'Content-Type': type } });
}

async function open(answer: (request: RequestInit) => Response | Error, options: { rung?: object; permission?: string; https?: boolean } = {}) {
  const asked: RequestInit[] = [];
  vi.stubGlobal('location', { protocol: options.https === true ? 'https:' : 'http:' });
  vi.stubGlobal('fetch', (_: string, request: RequestInit) => {
    asked.push(request);
    const answered = answer(request);
    return answered instanceof Error ? Promise.reject(answered) : Promise.resolve(answered);
  });
  const frames: string[] = [];
  const why = await new Promise<RungTrouble>((failed) => {
    new DirectStream({ ...LAN, ...options.rung }, page(options.permission), {
      frame: (bytes) => frames.push(new TextDecoder().decode(bytes)),
      failed,
    });
  });
  return { why, frames, asked };
}

it('hands out every frame, and says when the stream has ended', async () => {
  const { why, frames, asked } = await open(() => stream(frame('one') + frame('two')));
  expect(frames).toEqual(['one', 'two']);
  expect(why).toBe('ended');
  expect(asked[0]).toMatchObject({ credentials: 'omit', redirect: 'error', referrerPolicy: 'no-referrer' });
});

test.each<[string, Response, RungTrouble]>([
  ['401', stream('', 401), 'token'],
  ['503', stream('', 503), 'busy'],
  ['404', stream('', 404), 'broken'],
  ['no multipart', stream('', 200, 'text/html'), 'broken'],
  ['garbage', stream('x'.repeat(10_000)), 'broken'],
])('%s', async (_, answer, why) => expect((await open(() => answer)).why).toBe(why));

const blocked = new TypeError('Failed to fetch');

test.each<[string, Parameters<typeof open>[1], boolean, RungTrouble]>([
  ['nothing answers', {}, false, 'unreachable'],
  ['it answers, but not to this page', {}, true, 'cors'],
  ['https', { rung: { url: 'https://car.example.org/stream?t=1' } }, true, 'certificate'],
  ['the user said no', { https: true, permission: 'denied', rung: { asks: true } }, false, 'denied'],
  ['the user said nothing', { https: true, permission: 'prompt', rung: { asks: true } }, false, 'prompt'],
  ['the user said yes, but it is not there', { https: true, permission: 'granted', rung: { asks: true } }, false, 'unreachable'],
  ['an https page in a browser without the permission', { https: true }, false, 'mixed'],
])('blocked: %s', async (_, options, answersBlindly, why) => {
  const { why: said } = await open((request) => (answersBlindly && request.mode === 'no-cors' ? new Response() : blocked), options);
  expect(said).toBe(why);
});

it('says nothing once it is closed, and gives its place back', async () => {
  vi.stubGlobal('location', { protocol: 'http:' });
  let signal: AbortSignal | null | undefined;
  vi.stubGlobal('fetch', (_: string, request: RequestInit) => {
    signal = request.signal;
    return new Promise((_, reject) => signal!.addEventListener('abort', () => reject(blocked)));
  });
  const failed = vi.fn();
  const direct = new DirectStream(LAN, page(), { frame: () => {}, failed });
  direct.close();
  await new Promise((done) => setTimeout(done, 0));
  expect(signal!.aborted).toBe(true);
  expect(failed).not.toHaveBeenCalled();
});
