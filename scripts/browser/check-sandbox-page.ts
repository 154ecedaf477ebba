import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { numbers } from '@optimaldial/demo/list';
import { listen, stop } from '@optimaldial/checks/loopback';
import { startBinary, type Binary } from './binary.ts';
import { openGuarded } from './guarded-page.ts';
import type { Page } from './playwright.ts';
import type { Suite } from './suite.ts';

const HTML = '<img src=x onerror=alert(1)><b>bold</b>.csv';

/** The page of the sandbox, while a client works with it. */
export const checkSandboxPage: Suite = async ({ browser, tally }) => {
  const receiver = createServer((_, response) => response.writeHead(204).end());
  const route = `https://hooks.example=${await listen(receiver)}`;
  let binary = await startBinary('--route', route, '--credits', '5000');
  const { port } = new URL(binary.url);
  const guarded = await openGuarded(browser, binary.url, { origins: [binary.url] });
  const { page } = guarded;
  const check = (name: string, work: () => void | Promise<void>): Promise<void> =>
    tally.check(`page: ${name}`, work);
  try {
    await check('says what to do where there is nothing yet', async () => {
      await see(page, '#link', 'Live');
      await see(page, '.empty', 'No uploads yet');
      await see(page, '.empty', 'No requests yet');
      await see(page, '.empty', 'No deliveries yet');
      await see(page, '#base', binary.url);
      await guarded.expectFitting();
      await guarded.expectReadable();
    });
    await check('never holds the key', async () => {
      const html = await page.evaluate((name) => document.querySelector(name)?.outerHTML ?? '', 'html');
      assert.ok(html.length > 1000 && !html.includes(binary.apiKey));
    });
    await live(check, page, binary);
    await buttons(check, page, binary);
    await check('fits a desktop and a phone, and is readable, light and dark', async () => {
      await guarded.expectFitting();
      await guarded.expectReadable();
    });
    await check('nothing on the console, no other host', () => guarded.expectQuiet());

    guarded.release();
    await check('says that the sandbox ended, and comes back with it', async () => {
      await binary.stop();
      await see(page, '#link', 'Connection lost');
      await see(page, '#lost', 'may be outdated');
      assert.equal(await page.locator('fieldset:disabled').count(), 2);
      binary = await startBinary('--port', port);
      await see(page, '.empty', 'No uploads yet');
      await see(page, '#link', 'Live');
      await page.locator('button', { hasText: '+1 h' }).click();
      await see(page, '#error', '', 'hidden');
    });
  } finally {
    await guarded.close();
    await binary.stop();
    stop(receiver);
  }
};

type Check = (name: string, work: () => void | Promise<void>) => Promise<void>;

async function create(binary: Binary, filename: string, count = 100): Promise<void> {
  const response = await binary.call('POST', '/uploads', {
    filename,
    phone_numbers: numbers.slice(0, count),
  });
  assert.equal(response.status, 200);
}

async function live(check: Check, page: Page, binary: Binary): Promise<void> {
  await check('shows an upload as it is made, with its progress and what it cost', async () => {
    assert.equal((await binary.call('POST', '/webhooks', { url: 'https://hooks.example/od' })).status, 200);
    await create(binary, 'spring.csv', 240);
    await see(page, '#uploads tr', 'spring.csv');
    await see(page, '#uploads tr', '240');
    await see(page, '#credits', '4,760');
    await page.locator('#uploads progress').first().waitFor();
  });
  await check('shows the requests and their violations of the spec', async () => {
    await see(page, '#requests tr', 'POST /api/v1/uploads');
    await binary.call('GET', '/uploads?limit=0');
    await see(page, '#requests .violations', 'request:');
    await see(page, '#violation-count', '1');
  });
  await check('shows HTML in a filename as text', async () => {
    await create(binary, HTML);
    await see(page, '#uploads .file', HTML);
    const made = await page.evaluate(
      (body) => document.querySelectorAll(`${body} img, ${body} b`).length,
      'main',
    );
    assert.equal(made, 0);
  });
}

async function buttons(check: Check, page: Page, binary: Binary): Promise<void> {
  await check('a button keeps its focus while the rows change', async () => {
    const focused = await page.evaluate(async (text) => {
      const button = [...document.querySelectorAll('#uploads button')].find(({ ariaLabel }) =>
        ariaLabel?.includes(text),
      );
      if (!(button instanceof HTMLElement)) return 'no button';
      button.focus();
      const row = button.closest('tr');
      await new Promise((resolve) => {
        const seen = new MutationObserver(resolve);
        if (row) seen.observe(row, { subtree: true, childList: true, characterData: true });
      });
      return document.activeElement === button ? 'kept' : 'lost';
    }, 'spring');
    assert.equal(focused, 'kept');
  });
  await check('fails an upload', async () => {
    const row = page.locator('#uploads tr', { hasText: '<b>bold</b>' });
    await row.locator('button').click();
    await row.locator('.badge', { hasText: 'failed' }).waitFor();
    await row.locator('.under.bad', { hasText: 'Failed in the dashboard' }).waitFor();
    assert.equal((await binary.state()).uploads[0]?.status, 'failed');
  });
  for (const [label, ms] of [
    ['+1 min', 60_000],
    ['+1 h', 3_600_000],
    ['+1 day', 86_400_000],
  ] as const) {
    await check(`moves the time: ${label}`, async () => {
      const before = Date.parse((await binary.state()).now);
      await page.locator('button', { hasText: label }).click();
      const day = new Date(before + ms).toISOString();
      await see(page, '#time', new RegExp(`^${day.slice(11, 13)}:`));
      const moved = Date.parse((await binary.state()).now) - before;
      assert.ok(moved >= ms && moved < ms + 60_000, `moved by ${moved} ms`);
    });
  }
  await check('shows what became of an upload in that time, and its delivery', async () => {
    await page
      .locator('#uploads tr', { hasText: 'spring.csv' })
      .locator('.badge', { hasText: 'completed' })
      .waitFor();
    await page
      .locator('#deliveries tr', { hasText: 'upload.completed' })
      .locator('.badge', { hasText: 'delivered' })
      .waitFor();
  });
  await check('breaks the next request, and only that', async () => {
    await page.locator('#fault-kind').selectOption('reset');
    await page.locator('#arm').click();
    await see(page, '#armed', 'Next request: connection reset, not executed');
    await assert.rejects(binary.call('GET', '/webhooks'));
    await page.locator('#armed').waitFor({ state: 'hidden' });
    await see(page, '#requests .badge', 'no response');
    assert.equal((await binary.call('GET', '/webhooks')).status, 200);
    assert.equal((await binary.call('GET', '/uploads')).status, 200);
  });
  await check('breaks it after it was done, and takes a break back', async () => {
    await page.locator('#fault-kind').selectOption('reset-after-commit');
    await page.locator('#arm').click();
    await page.locator('#disarm').click();
    await page.locator('#arm').waitFor();
    assert.equal((await binary.state()).armed, null);
    await page.locator('#arm').click();
    await see(page, '#armed', 'Next request');
    await assert.rejects(create(binary, 'charged.csv'));
    await see(page, '#uploads tr', 'charged.csv');
  });
  await check('copies the base URL', async () => {
    await page.locator('#copy').click();
    await see(page, '#copy', /Copied|Copying failed/);
  });
}

async function see(
  page: Page,
  selector: string,
  text: string | RegExp,
  state: 'visible' | 'hidden' = 'visible',
): Promise<void> {
  const found = text === '' ? page.locator(selector) : page.locator(selector, { hasText: text });
  await found.first().waitFor({ state });
}
