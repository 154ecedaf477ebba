import assert from 'node:assert/strict';
import { startBinary, type Binary } from './binary.ts';
import { REBOUND_HOST } from './chromium.ts';
import { openGuarded } from './guarded-page.ts';
import { serveSite } from './site.ts';
import type { Stage, Suite } from './suite.ts';

/** Websites that the user of a sandbox visits: none may call the API, read the page or press its buttons. */
export const checkStrangers: Suite = async ({ browser, tally }) => {
  const site = await serveSite();
  const binary = await startBinary('--cors', 'http://localhost:1');
  try {
    for (const [kind, origin] of [
      ['another port', site.origin],
      ['another site', site.otherSite],
    ] as const) {
      await checkStranger(kind, origin, { browser, tally, binary });
    }
    await tally.check('strangers: a name of theirs that leads here opens nothing', async () => {
      const rebound = `http://${REBOUND_HOST}:${new URL(binary.url).port}`;
      const guarded = await openGuarded(browser, `${rebound}/`, { origins: [rebound] });
      const text = await guarded.page.locator('body').innerText();
      assert.match(text, /^The page is for whoever runs the sandbox/);
      const statuses = await guarded.page.evaluate(askOwn, ['/', '/_sandbox/events', '/api/v1/uploads']);
      assert.deepEqual(statuses, [403, 403, 401]);
      await guarded.close();
    });
  } finally {
    await binary.stop();
    site.close();
  }
};

async function checkStranger(
  kind: string,
  origin: string,
  { browser, tally, binary }: Pick<Stage, 'browser' | 'tally'> & { binary: Binary },
): Promise<void> {
  const before = await binary.state();
  const guarded = await openGuarded(browser, origin, { origins: [origin, binary.url] });
  // The browser says on the console what it keeps from a website.
  guarded.release();
  const { page } = guarded;
  await tally.check(`strangers: a page on ${kind} cannot call the API`, async () => {
    const asked = { url: `${binary.url}/api/v1/uploads`, key: binary.apiKey };
    assert.equal(await page.evaluate(callApi, asked), 'TypeError');
  });
  await tally.check(`strangers: a page on ${kind} cannot read the page or its events`, async () => {
    const found = await page.evaluate(readPage, binary.url);
    assert.deepEqual(found, ['TypeError', 'TypeError', 'opaque', 'error', '']);
  });
  await tally.check(`strangers: a page on ${kind} cannot press the buttons`, async () => {
    await page.evaluate(pressButtons, binary.url);
    const { armed, now } = await binary.state();
    assert.equal(armed, null);
    assert.ok(Date.parse(now) - Date.parse(before.now) < 3_600_000, 'the time was moved');
  });
  await guarded.close();
}

// What follows runs in a page.

async function callApi({ url, key }: { url: string; key: string }): Promise<string> {
  const asked = fetch(url, { headers: { authorization: `Bearer ${key}` } });
  return asked.then(
    () => 'answered',
    (error: Error) => error.name,
  );
}

async function readPage(base: string): Promise<string[]> {
  const failures: string[] = [];
  for (const url of [base, `${base}/_sandbox/events`]) {
    const failure = await fetch(url).then(
      () => 'answered',
      (error: Error) => error.name,
    );
    failures.push(failure);
  }
  const opaque = await fetch(base, { mode: 'no-cors' }).then(
    ({ type }) => type,
    // The resource policy keeps even that away.
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

async function pressButtons(base: string): Promise<void> {
  const given = JSON.stringify({ by: '1d', kind: 'reset' });
  for (const name of ['advance', 'arm']) {
    for (const type of ['text/plain', 'application/json']) {
      const headers = { 'content-type': type };
      const url = `${base}/_sandbox/${name}`;
      await fetch(url, { method: 'POST', mode: 'no-cors', body: given, headers }).catch(() => undefined);
      await fetch(url, { method: 'POST', body: given, headers }).catch(() => undefined);
    }
    // A form needs nobody's leave to be sent anywhere.
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
    Object.assign(field, { name: `{"by":"1d","kind":"reset","rest":"`, value: '"}' });
    form.append(field);
    document.body.append(frame, form);
    const loaded = new Promise((resolve) => frame.addEventListener('load', resolve));
    form.submit();
    await loaded;
  }
}

async function askOwn(paths: string[]): Promise<number[]> {
  return Promise.all(paths.map(async (path) => (await fetch(path)).status));
}
