import { createServer, type Server } from 'node:http';
import { listen, stop } from '@optimaldial/checks/loopback';
import { createClient, type Upload } from '@optimaldial/client';
import { numbers } from '@optimaldial/demo/list';
import { createJobs, memoryStore } from '@optimaldial/jobs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { openGuarded, type GuardedPage } from './guarded-page.ts';
import { startBinary, type Binary } from './sandbox-binary.ts';

// The dashboard of the sandbox, while a client uses it. Each test continues where the one before ended.

const HTML = '<img src=x onerror=alert(1)><b>bold</b>.csv';

let browser: Browser;
let receiver: Server;
let binary: Binary;
let guarded: GuardedPage;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  receiver = createServer((_, response) => response.writeHead(204).end());
  const route = `https://hooks.example=${await listen(receiver)}`;
  binary = await startBinary('--route', route, '--credits', '5000');
  guarded = await openGuarded(browser, binary.url, { origins: [binary.url] });
  ({ page } = guarded);
});
afterAll(async () => {
  await browser.close();
  await binary.stop();
  stop(receiver);
});

test('dashboard: explains what to do while it is empty', async () => {
  await see('#link', 'Live');
  await see('.empty', 'No uploads yet');
  await see('.empty', 'No requests yet');
  await see('.empty', 'No deliveries yet');
  await see('#base', binary.url);
  await guarded.expectFittingAndAccessible();
});

test('dashboard: never contains the API key', async () => {
  const html = await page.content();
  expect(html.length).toBeGreaterThan(1000);
  expect(html).not.toContain(binary.apiKey);
});

test('dashboard: shows a new upload, its progress and its cost', async () => {
  expect((await binary.call('POST', '/webhooks', { url: 'https://hooks.example/od' })).status).toBe(200);
  await create('spring.csv', 240);
  await see('#uploads tr', 'spring.csv');
  await see('#uploads tr', '240');
  await see('#credits', '4,760');
  await page.locator('#uploads progress').first().waitFor();
});

test('dashboard: shows jobs, and a list that was sent outside of its job and charged twice', async () => {
  const client = createClient({ apiKey: binary.apiKey, baseUrl: binary.url });
  const jobs = createJobs({ client, store: memoryStore() });
  const list = { phone_numbers: numbers.slice(0, 100), filename: 'autumn.csv' };
  let upload: Upload | undefined;
  // On a busy machine, a slice of 1 ms can end before the list is sent.
  while (upload === undefined) ({ upload } = await jobs.advance('autumn', list, { slice: 1 }));
  await see('#jobs tr', 'autumn.csv');
  const row = page.locator('#jobs tr', { hasText: 'autumn.csv' });
  await row.locator('.badge', { hasText: /ready for processing|processing/ }).waitFor();
  await create(upload.original_filename ?? 'unknown.csv');
  await row.locator('.badge.bad', { hasText: 'charged twice' }).waitFor();
  expect((await row.locator('td').allTextContents()).slice(2)).toEqual(['2', '2', '200']);
});

test('dashboard: shows requests and their violations of the spec', async () => {
  await see('#requests tr', 'POST /api/v1/uploads');
  await binary.call('GET', '/uploads?limit=0');
  await see('#requests tr', '1 violation');
  await see('#violations tr', 'Request query parameter limit must be >= 1');
  await see('#violation-count', '1');
});

test('dashboard: shows HTML in a filename as text', async () => {
  await create(HTML);
  await see('#uploads .strong', HTML);
  expect(await page.locator('#uploads img, #uploads b').count()).toBe(0);
});

test('dashboard: a button keeps the focus while its row changes', async () => {
  expect(await page.evaluate(focusWhileRowChanges, 'spring')).toBe('kept');
});

test('dashboard: fails an upload', async () => {
  const row = page.locator('#uploads tr', { hasText: '<b>bold</b>' });
  await row.locator('button').click();
  await row.locator('.badge', { hasText: 'failed' }).waitFor();
  await row.locator('.under.bad', { hasText: 'Failed in the dashboard' }).waitFor();
  expect((await binary.state()).uploads[0]?.status).toBe('failed');
});

test.each([
  ['+1 min', 60_000],
  ['+1 h', 3_600_000],
  ['+1 day', 86_400_000],
])('dashboard: advances the clock: %s', async (label, ms) => {
  const before = Date.parse((await binary.state()).now);
  await page.locator('button', { hasText: label }).click();
  const moved = async (): Promise<number> => Date.parse((await binary.state()).now) - before;
  await expect.poll(moved, { timeout: 10_000 }).toBeGreaterThanOrEqual(ms);
  expect(await moved()).toBeLessThan(ms + 60_000);
  const time = new Date(before + ms).toISOString();
  await see('#time', new RegExp(`^${time.slice(11, 13)}:`));
});

test('dashboard: shows the completed upload and its webhook delivery', async () => {
  const upload = page.locator('#uploads tr', { hasText: 'spring.csv' });
  await upload.locator('.badge', { hasText: 'completed' }).waitFor();
  const delivery = page.locator('#deliveries tr', { hasText: 'upload.completed' }).first();
  await delivery.locator('.badge', { hasText: 'delivered' }).waitFor();
});

test('dashboard: injects a fault into the next request, and only into that', async () => {
  await page.locator('#fault-kind').selectOption('reset');
  await page.locator('#arm-button').click();
  await see('#armed', 'Next request: connection reset, not executed');
  await expect(binary.call('GET', '/webhooks')).rejects.toThrow('fetch failed');
  await page.locator('#armed').waitFor({ state: 'hidden' });
  await see('#requests .badge', 'no response');
  expect((await binary.call('GET', '/webhooks')).status).toBe(200);
  expect((await binary.call('GET', '/uploads')).status).toBe(200);
});

test('dashboard: injects a fault after the request was processed, and disarms a fault', async () => {
  await page.locator('#fault-kind').selectOption('reset-after-commit');
  await page.locator('#arm-button').click();
  await page.locator('#disarm').click();
  await page.locator('#arm-button').waitFor();
  expect((await binary.state()).armed).toBeNull();
  await page.locator('#arm-button').click();
  await see('#armed', 'Next request');
  await expect(create('charged.csv')).rejects.toThrow('fetch failed');
  await see('#uploads tr', 'charged.csv');
});

test('dashboard: copies the base URL', async () => {
  await page.locator('#copy').click();
  await see('#copy', /Copied|Copying failed/);
});

test('dashboard: fits desktop and phone, and axe finds no violation, with data in it', async () => {
  await guarded.expectFittingAndAccessible();
});

test('dashboard: logs nothing and sends no request to another host', () => {
  guarded.expectQuiet();
});

test('dashboard: reports that the sandbox ended, and reconnects when it starts again', async () => {
  guarded.release();
  const { port } = new URL(binary.url);
  await binary.stop();
  await see('#link', 'Connection lost');
  await see('#lost', 'may be outdated');
  expect(await page.locator('fieldset:disabled').count()).toBe(4);
  binary = await startBinary('--port', port);
  await see('.empty', 'No uploads yet');
  await see('#link', 'Live');
  await page.locator('button', { hasText: '+1 h' }).click();
  await page.locator('#error').first().waitFor({ state: 'hidden' });
});

async function create(filename: string, count = 100): Promise<void> {
  const body = { filename, phone_numbers: numbers.slice(0, count) };
  expect((await binary.call('POST', '/uploads', body)).status).toBe(200);
}

async function see(selector: string, hasText: string | RegExp): Promise<void> {
  await page.locator(selector, { hasText }).first().waitFor();
}

/** Runs in the page: focuses a button, waits for a change in its row, and compares the focus. */
async function focusWhileRowChanges(label: string): Promise<string> {
  const button = [...document.querySelectorAll('#uploads button')].find(({ ariaLabel }) =>
    ariaLabel?.includes(label),
  );
  if (!(button instanceof HTMLElement)) return 'no button';
  button.focus();
  const row = button.closest('tr');
  await new Promise((resolve) => {
    const observer = new MutationObserver(resolve);
    if (row) observer.observe(row, { subtree: true, childList: true, characterData: true });
  });
  return document.activeElement === button ? 'kept' : 'lost';
}
