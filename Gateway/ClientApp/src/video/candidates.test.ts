import { describe, expect, it, test } from 'vitest';
import { plan, spaceOf, type LocalPermission, type PageContext } from './candidates.ts';

test.each([
  ['localhost', 'loopback'],
  ['127.0.0.1', 'loopback'],
  ['[::1]', 'loopback'],
  ['10.1.2.3', 'local'],
  ['172.16.0.1', 'local'],
  ['172.32.0.1', 'public'],
  ['192.168.7.2', 'local'],
  ['169.254.1.1', 'local'],
  ['100.64.0.1', 'local'],
  ['100.128.0.1', 'public'],
  ['203.0.113.7', 'public'],
  ['[fd00::1]', 'local'],
  ['[fe80::1]', 'local'],
  ['[2001:db8::1]', 'public'],
  ['car-7.local', 'local'],
  ['car.example.org', 'unknown'],
  ['fd.example.org', 'unknown'],
])('%s is %s', (host, space) => expect(spaceOf(host)).toBe(space));

const LAN = 'http://192.168.0.31:8080/stream?t=1';
const LOCAL_NAME = 'http://car-7.local:8080/stream?t=1';
const WAN = 'http://203.0.113.7:8080/stream?t=1';
const DDNS = 'http://car.example.org:8080/stream?t=1';
const WANS = 'https://car.example.org:8443/stream?t=1';

const page = (url: string, permission: LocalPermission = 'unknown'): PageContext => {
  const { protocol, hostname } = new URL(url);
  const space = spaceOf(hostname);
  return { https: protocol === 'https:', secure: protocol === 'https:' || space === 'loopback', space, permission: { local: permission, loopback: permission } };
};
const DIRECT = new Set(['direct'] as const);
const of = (url: string, context: PageContext, near = true) => {
  const { rungs, trouble } = plan([{ kind: 'lan', url }], context, near, DIRECT);
  return rungs.length === 0 ? trouble : rungs[0]!.asks ? 'asks' : 'tries';
};

// The table of what browsers do, measured with Chromium 156 (see docs/contract.md, direct stream).
describe('one candidate in one page', () => {
  test.each([
    [LAN, 'https://cars.example.org', 'granted', 'tries'],
    [LAN, 'https://cars.example.org', 'prompt', 'asks'],
    [LAN, 'https://cars.example.org', 'denied', 'denied'],
    [LAN, 'https://cars.example.org', 'unknown', 'tries'],
    [LOCAL_NAME, 'https://cars.example.org', 'prompt', 'asks'],
    [WAN, 'https://cars.example.org', 'granted', 'mixed'],
    [DDNS, 'https://cars.example.org', 'granted', 'mixed'],
    [WANS, 'https://cars.example.org', 'denied', 'tries'],
    [LAN, 'http://203.0.113.9', 'granted', 'insecure'],
    [LAN, 'http://cars.example.org', 'prompt', 'tries'],
    [WAN, 'http://cars.example.org', 'denied', 'tries'],
    [DDNS, 'http://203.0.113.9', 'denied', 'tries'],
    [LAN, 'http://192.168.0.2:8080', 'prompt', 'tries'],
    [LAN, 'https://192.168.0.2', 'denied', 'tries'],
    [LAN, 'http://127.0.0.1:8080', 'denied', 'tries'],
    ['http://127.0.0.1:9/stream', 'http://127.0.0.1:8080', 'denied', 'tries'],
    ['http://127.0.0.1:9/stream', 'https://cars.example.org', 'prompt', 'asks'],
    ['http://127.0.0.1:9/stream', 'http://192.168.0.2', 'prompt', 'insecure'],
    ['no address', 'http://127.0.0.1:8080', 'granted', 'none'],
  ] as const)('%s on %s, permission %s: %s', (url, site, permission, expected) => {
    expect(of(url, page(site, permission))).toBe(expected);
  });

  it('nobody is asked for a network that the camera is not on', () => {
    expect(of(LAN, page('https://cars.example.org', 'prompt'), false)).toBe('far');
    expect(of(LAN, page('https://cars.example.org', 'granted'), false)).toBe('tries');
  });
});

describe('all of them', () => {
  const all = [
    { kind: 'lan', url: LAN },
    { kind: 'wan', url: WANS },
    { kind: 'webrtc', url: 'rc:1' },
    { kind: 'relay', url: 'wss://cars.example.org/ws/video' },
    { kind: 'later', url: 'x' },
  ];

  it('keep the server’s order where nobody has to be asked', () => {
    expect(plan(all, page('http://192.168.0.2'), true, DIRECT).rungs.map((r) => r.url)).toEqual([LAN, WANS]);
  });

  it('put what needs consent last', () => {
    expect(plan(all, page('https://cars.example.org', 'prompt'), true, DIRECT).rungs.map((r) => r.url)).toEqual([WANS, LAN]);
  });

  it('leave out what there is no player for, and put WebRTC first where there is one', () => {
    expect(plan(all, page('http://192.168.0.2'), true, DIRECT).rungs.map((r) => r.kind)).toEqual(['direct', 'direct']);
    expect(plan(all, page('http://192.168.0.2'), true, new Set(['direct', 'webrtc'])).rungs.map((r) => r.kind)).toEqual(['webrtc', 'direct', 'direct']);
  });

  it('say why there is less', () => {
    expect(plan([{ kind: 'relay', url: '' }], page('http://192.168.0.2'), true, DIRECT)).toEqual({ rungs: [], trouble: 'none' });
    expect(plan([{ kind: 'wan', url: WAN }], page('https://cars.example.org'), true, DIRECT)).toEqual({ rungs: [], trouble: 'mixed' });
  });
});
