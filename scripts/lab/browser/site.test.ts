import { root } from '@optimaldial/checks/shell';
import spec from '@optimaldial/types/openapi.json' with { type: 'json' };
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchChromium } from './chromium.ts';
import { openGuarded, type GuardedPage } from './guarded-page.ts';
import { serveFolder, type Site } from './serve.ts';

// The site of guides and references, as a static host serves it.

const summaries = Object.values(spec.paths)
  .flatMap((path) => Object.values(path) as { summary?: string }[])
  .flatMap(({ summary }) => summary ?? []);

let browser: Browser;
let site: Site;
beforeAll(async () => {
  browser = await launchChromium();
  site = await serveFolder(`${root}site`);
});
afterAll(async () => {
  await browser.close();
  site.close();
});

async function withPage(
  name: string,
  check: (guarded: GuardedPage) => Promise<void>,
  colorScheme: 'light' | 'dark' = 'light',
): Promise<void> {
  const origins = [site.origin];
  const guarded = await openGuarded(browser, `${site.origin}/${name}.html`, { origins, colorScheme });
  try {
    await guarded.page.locator('h1, h2').first().waitFor();
    await check(guarded);
  } finally {
    await guarded.close();
  }
}

const PAGES = ['index', 'guides/getting-started', 'guides/testing', 'packages/client', 'api'];

test.each(PAGES)('site, %s: fits desktop and phone, logs nothing, loads nothing from another host', (name) =>
  withPage(name, async (guarded) => {
    await guarded.expectFitting();
    guarded.expectQuiet();
  }),
);

// TypeDoc and Scalar render these elements, and have no option to change them.
const EXCEPT = {
  typedoc: ['nested-interactive'],
  scalar: ['button-name', 'scrollable-region-focusable', 'target-size'],
};

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each(PAGES)('site, %s: axe finds no violation', (name) => {
    const except = name === 'api' ? EXCEPT.scalar : EXCEPT.typedoc;
    return withPage(name, (guarded) => guarded.expectAccessible(except), colorScheme);
  });
});

test('site, api: shows every operation of the spec', () =>
  withPage('api', async ({ page }) => {
    const text = await page.locator('body').innerText();
    expect(summaries.length).toBeGreaterThan(0);
    expect(summaries.filter((summary) => !text.includes(summary))).toEqual([]);
  }));
