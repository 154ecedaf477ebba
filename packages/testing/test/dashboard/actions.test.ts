import { afterAll, beforeAll, expect, test } from 'vitest';
import { phoneNumbers } from '@optimaldial/testing';
import { openDashboard, type Dashboard } from '../support/open-dashboard.ts';
import { end, type Running, start } from '../support/start-cli.ts';

let running: Running;
let dashboard: Dashboard;
beforeAll(async () => {
  running = await start('--credits', '500', '--contacts');
  dashboard = openDashboard(running.base);
}, 30_000);
afterAll(async () => void (await end(running)));

const call = (path: string, body: object) =>
  fetch(`${running.base}/api/v1${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${running.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const result = async (id: string | undefined, file = 'processed', headers = {}) =>
  dashboard.get(`/_sandbox/results/${id}/${file}.csv`, headers);

test('dashboard: grants credits, and refuses a number that is not a whole one', async () => {
  expect((await dashboard.press('grant', { credits: '1500' })).status).toBe(204);
  expect((await dashboard.state()).credits).toBe(2000);
  for (const credits of ['-1', '1.5', 'many', undefined]) {
    expect((await dashboard.press('grant', { credits })).status).toBe(400);
  }
  expect((await dashboard.state()).credits).toBe(2000);
});

test('dashboard: sends a sample list through the API', async () => {
  expect((await dashboard.press('sample', {})).status).toBe(204);
  const { uploads, requests, credits } = await dashboard.state();
  expect(uploads).toMatchObject([{ filename: 'sample.csv', valid: 100, invalid: 0, charged: 100 }]);
  expect(requests).toMatchObject([{ method: 'POST', path: '/api/v1/uploads', status: 200, count: 1 }]);
  expect(credits).toBe(1900);
});

test.each([
  ['unavailable', '503: Service temporarily unavailable'],
  ['rate-limit', '429: rate_limit_exceeded'],
  ['bad-gateway', '502: <html>Bad Gateway</html>'],
])('dashboard: explains why a sample list was rejected: %s', async (kind, reason) => {
  await dashboard.press('arm', { kind });
  const rejected = await dashboard.press('sample', {});
  expect(rejected.status).toBe(400);
  expect(await rejected.text()).toBe(`The sample list was rejected with status ${reason}\n`);
});

test('dashboard: explains that a sample list got no response', async () => {
  await dashboard.press('arm', { kind: 'reset' });
  expect(await (await dashboard.press('sample', {})).text()).toMatch(/^No response to the sample list/);
});

test('dashboard: downloads both results of a completed upload', async () => {
  const filename = `Ärzte "Süd"'s.csv`;
  await call('/uploads', { filename, phone_numbers: phoneNumbers(120) });
  const [upload] = (await dashboard.state()).uploads;
  expect(await result(upload?.id)).toMatchObject({
    status: 404,
    text: expect.stringContaining('no results'),
  });
  await dashboard.press('advance', { by: '1min' });
  const processed = await result(upload?.id);
  expect(processed.status).toBe(200);
  expect(processed.text.trim().split('\n')).toHaveLength(121);
  const { 'content-type': type, 'content-disposition': disposition } = processed.headers;
  expect(type).toBe('text/csv');
  expect(disposition).toBe(`attachment; filename*=UTF-8''%C3%84rzte%20%22S%C3%BCd%22%27s.processed.csv`);
  const filtered = await result(upload?.id, 'processed-filtered');
  expect(filtered.text.length).toBeLessThan(processed.text.length);
  expect(filtered.headers['content-disposition']).toContain('.processed-filtered.csv');
});

test('dashboard: downloads a result whose filename has a lone surrogate', async () => {
  await call('/uploads', { filename: 'a\uD800.csv', phone_numbers: phoneNumbers(100) });
  await dashboard.press('advance', { by: '1min' });
  const [upload] = (await dashboard.state()).uploads;
  expect((await result(upload?.id)).headers['content-disposition']).toContain("''a_.processed.csv");
});

test('dashboard: refuses results to other websites, and for unknown uploads and files', async () => {
  const [upload] = (await dashboard.state()).uploads;
  for (const headers of [
    { origin: 'https://evil.example' },
    { host: 'evil.example' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' },
  ]) {
    expect((await result(upload?.id, 'processed', headers)).status).toBe(403);
  }
  expect((await result('6f1f7f0e-5c0b-4a57-9d0e-2b1f3c7a9e10')).status).toBe(404);
  expect((await result(upload?.id, 'original')).status).toBe(404);
});

test('dashboard: shows contacts, and fails one', async () => {
  const [first, second] = phoneNumbers(2);
  await call('/contacts', { phone: first });
  await dashboard.press('advance', { by: '1min' });
  await call('/contacts', { phone: second });
  const [queued] = (await dashboard.state()).contacts;
  expect(queued).toMatchObject({ phone: second, progress: expect.any(Number), result: null, charged: 1 });
  await dashboard.press('fail', { id: queued?.id });
  const { contactsEnabled, contacts } = await dashboard.state();
  expect(contactsEnabled).toBe(true);
  expect(contacts).toMatchObject([
    { status: 'failed', progress: null, error: 'Failed in the dashboard' },
    { status: 'completed', progress: null, result: expect.any(String), error: null },
  ]);
});

test('dashboard: shows why the registration of a webhook endpoint failed', async () => {
  const urls = ['https://hooks.example/od', 'https://10.0.0.1/od'];
  for (const url of urls) expect((await call('/webhooks', { url })).status).toBe(400);
  expect((await dashboard.state()).endpoints).toMatchObject([
    { url: urls[1], status: 'not_registered', error: 'The ping failed: the URL is not https or not public' },
    { url: urls[0], status: 'not_registered', error: expect.stringMatching(/no route .* --route$/) },
  ]);
});
