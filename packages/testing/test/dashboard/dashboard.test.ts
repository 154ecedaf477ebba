import { phoneNumbers } from '@optimaldial/testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDashboard, type Dashboard } from '../support/open-dashboard.ts';
import { end, type Running, start } from '../support/start-cli.ts';

let running: Running;
let dashboard: Dashboard;
const auth = () => ({ authorization: `Bearer ${running.key}` });
beforeAll(async () => {
  running = await start('--credits', '5000', '--cors', 'http://localhost:3000');
  dashboard = openDashboard(running.base);
  // The first request loads the engine.
  await lives();
}, 30_000);
afterAll(async () => void (await end(running)));

const post = (type: string, body: string | Buffer<ArrayBuffer>) =>
  fetch(`${running.base}/api/v1/uploads`, {
    method: 'POST',
    headers: { ...auth(), 'content-type': type },
    body,
  });

const get: Dashboard['get'] = (...args) => dashboard.get(...args);
const press: Dashboard['press'] = (...args) => dashboard.press(...args);
const ownHeaders: Dashboard['ownHeaders'] = () => dashboard.ownHeaders();
const pageState: Dashboard['state'] = () => dashboard.state();

async function progressOf(name: string): Promise<number | null | undefined> {
  return (await pageState()).uploads.find(({ filename }) => filename === name)?.progress;
}

/** Whether the server still responds. */
async function lives(): Promise<boolean> {
  return (await fetch(`${running.base}/api/v1/uploads`, { headers: auth() })).ok;
}

describe('dashboard', () => {
  test('is served with a strict content security policy', async () => {
    const { status, text, headers } = await get('/');
    expect(status).toBe(200);
    expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'nonce-/);
    expect(text).toContain('<title>OptimalDial sandbox</title>');
  });

  test.each([
    ['another name for this address', { host: 'evil.example' }],
    ['a page elsewhere', { origin: 'https://evil.example' }],
    ['a page that may call the API', { origin: 'http://localhost:3000' }],
    ['a page without an origin', { origin: 'null' }],
    ['a script of a page on another port', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' }],
    ['a frame elsewhere', { 'sec-fetch-site': 'cross-site' }],
  ])('is refused to %s', async (_, headers) => {
    for (const path of ['/', '/_sandbox/events']) expect((await get(path, headers)).status).toBe(403);
  });

  test('actions require its token', async () => {
    const own = { origin: running.base };
    const refused = await press('advance', { by: '1h' }, own);
    expect(refused.status).toBe(403);
    expect(await refused.text()).toMatch(/API key.*reload the page/);
    expect((await press('advance', { by: '1h' }, { ...own, 'x-sandbox-token': 'x' })).status).toBe(403);
    const good = await ownHeaders();
    expect((await press('advance', { by: '1h' }, good)).status).toBe(204);
    expect((await press('advance', { by: 'soon' }, good)).status).toBe(400);
    expect((await press('fail', { id: 'x' }, good)).status).toBe(400);
    expect((await press('nothing', {}, good)).status).toBe(404);
    expect((await press('advance', { by: 'x'.repeat(10_000) }, good)).status).toBe(400);
  });

  test('shows current state and renders HTML in a filename as text', async () => {
    const headers = { ...auth(), 'content-type': 'application/json' };
    const filename = '<img src=x onerror=alert(1)>.csv';
    const body = JSON.stringify({ phone_numbers: phoneNumbers(100), filename });
    await fetch(`${running.base}/api/v1/uploads`, { method: 'POST', headers, body });
    const { uploads, requests } = await pageState();
    expect(uploads[0]).toMatchObject({ filename, valid: 100, progress: expect.any(Number) });
    expect(requests[0]).toMatchObject({
      method: 'POST',
      path: '/api/v1/uploads',
      status: 200,
      violations: 0,
    });
    // Trusted Types prevent the script from rendering the filename as HTML.
    const { text, headers: sent } = await get('/');
    expect(text).not.toMatch(/innerHTML|onerror/);
    expect(sent['content-security-policy']).toContain("require-trusted-types-for 'script'");
  });

  test('shows the progress of an upload', async () => {
    const good = await ownHeaders();
    const body = JSON.stringify({ phone_numbers: phoneNumbers(100), filename: 'progress.csv' });
    await post('application/json', body);
    const before = await progressOf('progress.csv');
    await press('advance', { by: '5s' }, good);
    // Queued for 2 s and processed for 8 s: after 5 s it is half done.
    expect(before).toBeLessThan(0.5);
    expect(await progressOf('progress.csv')).toBeGreaterThanOrEqual(0.5);
    await press('advance', { by: '5s' }, good);
    expect(await progressOf('progress.csv')).toBeNull();
  });

  test.each([
    ['/api/v1/uploads', 'GET'],
    ['/api/v1/contacts', 'GET'],
    ['/nothing', 'POST'],
  ])('breaks exactly the next request: %s', async (path, method) => {
    const good = await ownHeaders();
    expect((await press('arm', { kind: 'reset' }, good)).status).toBe(204);
    expect(await pageState()).toMatchObject({ armed: 'reset' });
    await expect(fetch(running.base + path, { method, headers: auth() })).rejects.toThrow();
    const { armed, requests } = await pageState();
    expect([armed, requests[0]]).toMatchObject([null, { method, path, status: null }]);
    for (const next of ['/api/v1/uploads', '/api/v1/contacts']) {
      expect((await fetch(running.base + next, { headers: auth() })).status).toBeLessThan(500);
    }
  });

  test('clears a pending fault and rejects an unknown one', async () => {
    const good = await ownHeaders();
    expect((await press('arm', { kind: 'gently' }, good)).status).toBe(400);
    await press('arm', { kind: 'truncate' }, good);
    await press('disarm', {}, good);
    expect((await pageState()).armed).toBeNull();
    expect(await lives()).toBe(true);
    await press('arm', { kind: 'truncate' }, good);
    await expect((await fetch(`${running.base}/api/v1/uploads`, { headers: auth() })).json()).rejects.toThrow(
      'JSON',
    );
  });

  test('opens from a link on another site, but only as a top-level page', async () => {
    const link = {
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect((await get('/', link)).status).toBe(200);
    expect((await get('/', { ...link, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
    expect((await get('/_sandbox/events', link)).status).toBe(403);
    expect((await get('/', { ...link, host: 'evil.example' })).status).toBe(403);
  });

  test('streams events to at most 100 clients', async () => {
    const ends = new AbortController();
    const watch = () => fetch(`${running.base}/_sandbox/events`, { signal: ends.signal });
    const watchers = await Promise.all(Array.from({ length: 100 }, watch));
    expect(watchers.every(({ ok }) => ok)).toBe(true);
    expect((await watch()).status).toBe(503);
    ends.abort();
    // Disconnected clients make room.
    await expect.poll(async () => (await pageState().catch(() => undefined))?.armed).toBeNull();
  });

  test('never contains the API key', async () => {
    expect((await get('/')).text + JSON.stringify(await pageState())).not.toContain(running.key);
  });
});

test('CORS: only the configured origin may call the API', async () => {
  const url = `${running.base}/api/v1/uploads`;
  const origin = 'http://localhost:3000';
  const allowed = async (headers: Record<string, string>, method = 'GET') =>
    (await fetch(url, { method, headers: { ...auth(), ...headers } })).headers;
  expect((await allowed({ origin }, 'OPTIONS')).get('access-control-allow-origin')).toBe(origin);
  expect((await allowed({ origin })).get('access-control-allow-origin')).toBe(origin);
  for (const other of ['http://localhost:3001', 'null', 'http://evil.example']) {
    const headers = await allowed({ origin: other });
    expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(headers.get('vary')).toMatch(/^Origin\b/);
  }
  const guarded = { origin, 'access-control-request-private-network': 'true' };
  expect((await allowed(guarded, 'OPTIONS')).get('access-control-allow-private-network')).toBe('true');
});

test('dashboard: opens by IP address but not by name when listening on all interfaces', async () => {
  const everywhere = await start('--host', '0.0.0.0');
  const { port } = new URL(everywhere.base);
  const status = async (host: string) => (await get('/', { host }, everywhere.base)).status;
  expect(await status(`127.0.0.1:${port}`)).toBe(200);
  expect(await status(`localhost:${port}`)).toBe(200);
  // An address other than that of the connection.
  expect(await status(`192.0.2.1:${port}`)).toBe(403);
  expect(await status(`machine.example:${port}`)).toBe(403);
  await end(everywhere);
}, 30_000);
