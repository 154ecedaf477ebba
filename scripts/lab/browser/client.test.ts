import { bundle } from '@optimaldial/checks/bundle';
import type { Settings } from '@optimaldial/lab/scenario';
import { buildWebhookEvent, deliverWebhook } from '@optimaldial/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { openGuarded, type GuardedPage } from './guarded-page.ts';
import { startBinary, type Binary } from './sandbox-binary.ts';
import { servePage, type Site } from './serve.ts';

// The client, bundled for a browser, in a page whose origin `--cors` allows.

const PROGRAM = `
import { createClient } from '@optimaldial/client';
import { scenario } from '@optimaldial/lab/scenario';
Object.assign(globalThis, { createClient, scenario });
`;
// The scenario also looks up what doesn't exist and uses a wrong key. Chromium logs these responses.
const EXPECTED = /^console: Failed to load resource: the server responded with a status of 40[14]/;
const secret = 'a'.repeat(64);

let browser: Browser;
let site: Site;
let binary: Binary;
let guarded: GuardedPage;
beforeAll(async () => {
  browser = await launchChromium();
  site = await servePage(await bundle(PROGRAM, { folder: import.meta.dirname }));
  binary = await startBinary('--cors', site.origin, '--speed', '5');
  guarded = await openGuarded(browser, site.origin, { origins: [site.origin, binary.url], ignore: EXPECTED });
});
afterAll(async () => {
  await browser.close();
  await binary.stop();
  site.close();
});

test('client in a page: uploads, waits, downloads and verifies webhooks', async () => {
  const settings: Settings = { baseUrl: binary.url, apiKey: binary.apiKey, delivery: await sign(), secret };
  expect(await guarded.page.evaluate(tellStory, settings)).toContain('download');
});

test('createClient in a page: throws unless dangerouslyAllowBrowser is set', async () => {
  const { url: baseUrl, apiKey } = binary;
  expect(await guarded.page.evaluate(createDefaultClient, { baseUrl, apiKey })).toBe('ConfigurationError');
});

test('client in a page: logs nothing and sends no request to another host', () => {
  guarded.expectQuiet();
});

async function sign(): Promise<Settings['delivery']> {
  const { promise, resolve } = Promise.withResolvers<Settings['delivery']>();
  const handler = async (request: Request): Promise<Response> => {
    resolve({ body: await request.text(), headers: Object.fromEntries(request.headers) });
    return new Response(null, { status: 204 });
  };
  await deliverWebhook(handler, buildWebhookEvent('upload.completed'), secret);
  return promise;
}

// The following functions run in the page.

function tellStory(settings: Settings): Promise<string[]> {
  const scenario = Reflect.get(globalThis, 'scenario') as (settings: Settings) => Promise<string[]>;
  return scenario(settings);
}

function createDefaultClient(options: object): string {
  const create = Reflect.get(globalThis, 'createClient') as (options: object) => unknown;
  try {
    create(options);
    return 'created';
  } catch (error) {
    return (error as Error).name;
  }
}
