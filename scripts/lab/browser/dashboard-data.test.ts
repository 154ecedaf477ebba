import { readFile } from 'node:fs/promises';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { startScene, type Scene } from './dashboard-scene.ts';
import { openGuarded, type GuardedPage } from './guarded-page.ts';

// The dashboard with data in all of its parts. Each test continues where the one before ended.

let browser: Browser;
let scene: Scene;
let guarded: GuardedPage;
let page: Page;
beforeAll(async () => {
  browser = await launchChromium();
  scene = await startScene();
  const { url } = scene.binary;
  const ignore = /status of 400/;
  guarded = await openGuarded(browser, url, { origins: [url], ignore });
  ({ page } = guarded);
  await page.locator('#link', { hasText: 'Live' }).waitFor();
});
afterAll(async () => {
  await browser.close();
  await scene.stop();
});

const row = (table: string, text: string | RegExp): Locator =>
  page.locator(`#${table} tbody tr`, { hasText: text });
const texts = (cells: Locator): Promise<string[]> => cells.locator('td').allTextContents();

test('dashboard: groups the requests of a client that polls, and counts a new one', async () => {
  const polls = row('requests', /GET \/api\/v1\/uploads\/\{upload_id\}/);
  const rows = await page.locator('#requests tbody tr').count();
  const before = Number((await texts(polls))[2]);
  expect(before).toBeGreaterThanOrEqual(12);
  const [upload] = (await scene.binary.state()).uploads;
  await scene.binary.call('GET', `/uploads/${upload?.id}`);
  await polls.locator('.number', { hasText: String(before + 1) }).waitFor();
  // The last request is the first row.
  expect(await page.locator('#requests tbody tr').first().textContent()).toContain('{upload_id}');
  expect(await page.locator('#requests tbody tr').count()).toBe(rows);
});

test('dashboard: shows the last error of endpoints, their failures in a row, and a disabled one', async () => {
  const [, , failures] = await texts(row('endpoints', 'hooks.example/down'));
  expect(Number(failures)).toBeGreaterThanOrEqual(12);
  await row('endpoints', 'hooks.example/down').locator('.bad', { hasText: 'HTTP status 503' }).waitFor();
  const disabled = row('endpoints', 'hooks.example/gone');
  expect((await texts(disabled)).slice(1)).toEqual(['disabled', '20']);
  await disabled.locator('.bad', { hasText: 'HTTP status 410' }).waitFor();
  expect((await texts(row('endpoints', 'hooks.example/optimaldial'))).slice(1)).toEqual(['active', '0']);
});

test('dashboard: shows why an endpoint was not registered', async () => {
  const refused = row('endpoints', 'crm.example');
  await refused.locator('.bad', { hasText: 'The ping failed: no route for this URL' }).waitFor();
  expect((await texts(refused))[1]).toBe('not registered');
});

test('dashboard: lists violations, and the figure leads to them', async () => {
  const limit = row('violations', 'Request query parameter limit must be <= 100');
  expect((await texts(limit)).slice(1)).toEqual([
    expect.stringContaining('GET /api/v1/uploads'),
    '1',
    'request',
  ]);
  await page.locator('#show-violations').click();
  expect(page.url()).toMatch(/#violations-title$/);
});

test('dashboard: shows the result of a contact, and fails another', async () => {
  expect((await texts(row('contacts', '+12025550100')))[2]).toMatch(/^[A-Z]/);
  const other = row('contacts', '+12025550101');
  await other.locator('button').click();
  await other.locator('.badge.bad', { hasText: 'failed' }).waitFor();
});

test('dashboard: grants credits with the keyboard', async () => {
  const { credits } = await scene.binary.state();
  await page.locator('input[name=credits]').fill('250');
  await page.keyboard.press('Enter');
  await page.locator('#credits', { hasText: (credits + 250).toLocaleString('en-US') }).waitFor();
  await page.locator('input[name=credits]').fill('-1');
  await page.keyboard.press('Enter');
  expect((await scene.binary.state()).credits).toBe(credits + 250);
});

test('dashboard: sends a sample list, and shows why it was rejected', async () => {
  const send = page.locator('button', { hasText: 'Send sample list' });
  await send.click();
  await row('uploads', 'sample.csv').waitFor();
  expect((await texts(row('uploads', 'sample.csv'))).slice(2, 4)).toEqual(['100', '100']);
  await page.locator('#fault-kind').selectOption('unavailable');
  await page.locator('#arm-button').click();
  await page.locator('#armed').waitFor();
  await send.click();
  await page.locator('#error', { hasText: 'status 503: Service temporarily unavailable' }).waitFor();
  await send.click();
  await page.locator('#error').waitFor({ state: 'hidden' });
});

test('dashboard: a long error without spaces fits a phone', async () => {
  await page.locator('#error').evaluate((error) => {
    error.removeAttribute('hidden');
    error.textContent = 'x'.repeat(300);
  });
  await guarded.expectFitting();
  await page.locator('#error').evaluate((error) => error.setAttribute('hidden', ''));
});

test('dashboard: a manual clock changes only when it is advanced', async () => {
  await page.locator('#date', { hasText: 'manual clock' }).waitFor();
  const before = Date.parse((await scene.binary.state()).now);
  await page.locator('button', { hasText: '+5 s' }).focus();
  await page.keyboard.press('Enter');
  const now = async (): Promise<number> => Date.parse((await scene.binary.state()).now);
  await expect.poll(now).toBe(before + 5000);
});

test('dashboard: downloads the results of an upload, and the filtered ones, in the browser', async () => {
  const completed = row('uploads', 'winter-leads.csv');
  const results = await download(completed.getByText('Results'), 'winter-leads.processed.csv');
  const filtered = await download(completed.getByText('Filtered'), 'winter-leads.processed-filtered.csv');
  // A header, 240 valid numbers and an invalid one.
  expect(results).toHaveLength(242);
  expect(filtered.length).toBeGreaterThan(1);
  expect(filtered.length).toBeLessThan(242);
});

test('dashboard: every control can be reached with the keyboard, and shows its focus', async () => {
  await page.locator('#copy').focus();
  const reached: string[] = [];
  for (let presses = 0; presses < 14; presses += 1) {
    await page.keyboard.press('Tab');
    reached.push(await page.evaluate(describeFocus));
  }
  expect(reached).toEqual(expect.arrayContaining(['Credits to grant', 'Grant credits', '+1 day']));
  expect(reached).toEqual(expect.arrayContaining(['Send sample list', 'Show', 'fault-kind', 'Inject']));
  expect(reached.join()).not.toContain('no outline');
});

test('dashboard: fits desktop and phone, and axe finds no violation, in light and in dark', async () => {
  await guarded.expectFittingAndAccessible();
});

test('dashboard: logs only the rejected action, and sends no request to another host', () => {
  guarded.expectQuiet();
});

/** The lines of a file that a link downloads from the sandbox itself. */
async function download(link: Locator, name: string): Promise<string[]> {
  const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
  expect(file.suggestedFilename()).toBe(name);
  expect(new URL(file.url()).origin).toBe(scene.binary.url);
  return (await readFile(await file.path(), 'utf8')).trim().split('\n');
}

/** Runs in the page: the element that has the focus. */
function describeFocus(): string {
  const { activeElement: focused } = document;
  if (!(focused instanceof HTMLElement)) return 'nothing';
  const outline = getComputedStyle(focused).outlineStyle === 'none' ? ' (no outline)' : '';
  return `${focused.ariaLabel ?? (focused.id === 'fault-kind' ? focused.id : focused.textContent)}${outline}`;
}
