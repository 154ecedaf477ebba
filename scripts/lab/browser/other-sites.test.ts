import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium, REBOUND_HOST } from './chromium.ts';
import { openGuarded, type GuardedPage } from './guarded-page.ts';
import { startBinary, type Binary } from './sandbox-binary.ts';
import { servePage, type Site } from './serve.ts';

// Other web sites that the user of a sandbox visits must not reach the API or the dashboard.

let browser: Browser;
let site: Site;
let binary: Binary;
beforeAll(async () => {
  browser = await launchChromium();
  site = await servePage();
  binary = await startBinary('--cors', 'http://localhost:1');
});
afterAll(async () => {
  await browser.close();
  await binary.stop();
  site.close();
});

describe.each(['another port', 'another site'])('a page on %s', (kind) => {
  let guarded: GuardedPage;
  beforeAll(async () => {
    const url = kind === 'another port' ? site.origin : site.otherSite;
    guarded = await openGuarded(browser, url, { origins: [url, binary.url] });
  });

  test('cannot call the API', async () => {
    const call = { url: `${binary.url}/api/v1/uploads`, key: binary.apiKey };
    expect(await guarded.page.evaluate(callApi, call)).toBe('TypeError');
  });

  test('cannot read the dashboard or its events', async () => {
    const found = await guarded.page.evaluate(readDashboard, binary.url);
    expect(found).toEqual(['TypeError', 'TypeError', 'opaque', 'error', '']);
  });

  test('cannot use the buttons of the dashboard', async () => {
    const before = await binary.state();
    await guarded.page.evaluate(useButtons, binary.url);
    const { armed, now, credits, uploads } = await binary.state();
    expect([armed, credits, uploads]).toEqual([null, before.credits, []]);
    expect(Date.parse(now) - Date.parse(before.now)).toBeLessThan(3_600_000);
  });
});

test('a page whose host name resolves to loopback (DNS rebinding) reads nothing', async () => {
  const rebound = `http://${REBOUND_HOST}:${new URL(binary.url).port}`;
  const { page } = await openGuarded(browser, `${rebound}/`, { origins: [rebound] });
  expect(await page.locator('body').innerText()).toMatch(/^Forbidden\. Open the dashboard at/);
  const statuses = await page.evaluate(fetchStatuses, ['/', '/_sandbox/events', '/api/v1/uploads']);
  expect(statuses).toEqual([403, 403, 401]);
});

// The following functions run in the page.

async function callApi({ url, key }: { url: string; key: string }): Promise<string> {
  const call = fetch(url, { headers: { authorization: `Bearer ${key}` } });
  return call.then(
    () => 'response',
    (error: Error) => error.name,
  );
}

async function readDashboard(base: string): Promise<string[]> {
  const failures: string[] = [];
  for (const url of [base, `${base}/_sandbox/events`]) {
    const failure = await fetch(url).then(
      () => 'response',
      (error: Error) => error.name,
    );
    failures.push(failure);
  }
  const opaque = await fetch(base, { mode: 'no-cors' }).then(
    ({ type }) => type,
    // Browsers with a stricter resource policy reject even that.
    () => 'opaque',
  );
  const events = await new Promise<string>((resolve) => {
    const source = new EventSource(`${base}/_sandbox/events`);
    source.addEventListener('message', () => resolve('read'));
    source.addEventListener('error', () => {
      source.close();
      resolve('error');
    });
  });
  const frame = document.createElement('iframe');
  frame.src = base;
  const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
  document.body.append(frame);
  await loaded;
  const framed = frame.contentDocument?.body.textContent ?? '';
  return [...failures, opaque, events, framed];
}

async function useButtons(base: string): Promise<void> {
  const body = JSON.stringify({ by: '1d', kind: 'reset', credits: 5 });
  for (const name of ['advance', 'arm', 'grant', 'sample']) {
    for (const type of ['text/plain', 'application/json']) {
      const headers = { 'content-type': type };
      const url = `${base}/_sandbox/${name}`;
      await fetch(url, { method: 'POST', mode: 'no-cors', body, headers }).catch(() => undefined);
      await fetch(url, { method: 'POST', body, headers }).catch(() => undefined);
    }
    // Browsers send forms to any origin.
    const frame = document.createElement('iframe');
    frame.name = name;
    const form = document.createElement('form');
    Object.assign(form, {
      method: 'post',
      enctype: 'text/plain',
      action: `${base}/_sandbox/${name}`,
      target: name,
    });
    const field = document.createElement('input');
    Object.assign(field, { name: `{"by":"1d","kind":"reset","credits":5,"rest":"`, value: '"}' });
    form.append(field);
    document.body.append(frame, form);
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    form.submit();
    await loaded;
  }
}

async function fetchStatuses(paths: string[]): Promise<number[]> {
  return Promise.all(paths.map(async (path) => (await fetch(path)).status));
}
