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
  const guarded = await openGuarded(browser, `${site.origin}/${name}.html`, {
    origins,
    colorScheme,
    reducedMotion: 'reduce',
  });
  try {
    await guarded.page.locator('h1, h2').first().waitFor();
    await check(guarded);
  } finally {
    await guarded.close();
  }
}

/** Opens the search, and returns where its results lead to. */
async function search({ page }: GuardedPage, words: string): Promise<string[]> {
  await page.getByRole('button', { name: 'Search' }).first().click();
  await page.getByRole('searchbox').fill(words);
  const results = page.locator('.VPLocalSearchBox .result');
  await results.first().waitFor();
  const links = await results.evaluateAll((found) => found.map((link) => link.getAttribute('href') ?? ''));
  return links.map((link) => link.replace(/#.*/, ''));
}

const PAGES = ['index', 'jobs', 'errors/job_over_budget', 'reference/client/interfaces/Uploads', 'api'];

test.each(PAGES)('site, %s: fits desktop and phone, logs nothing, loads nothing from another host', (name) =>
  withPage(name, async (guarded) => {
    await guarded.expectFitting();
    guarded.expectQuiet();
  }),
);

// VitePress and Scalar render these elements, and have no option to change them.
const VITEPRESS = ['nested-interactive', 'label-content-name-mismatch'];
const SCALAR = [...VITEPRESS, 'button-name', 'scrollable-region-focusable', 'target-size'];

describe.each(['light', 'dark'] as const)('%s', (colorScheme) => {
  test.each(PAGES)('site, %s: axe finds no violation', (name) =>
    withPage(name, (guarded) => guarded.expectAccessible(name === 'api' ? SCALAR : VITEPRESS), colorScheme),
  );

  test('site, search: axe finds no violation', () =>
    withPage(
      'index',
      async (guarded) => {
        await search(guarded, 'backoff');
        await guarded.expectAccessible(VITEPRESS);
      },
      colorScheme,
    ));
});

test.each([
  ['idempotency key', '/errors-and-retries.html'],
  ['backoff', '/errors-and-retries.html'],
  ['rate limit', '/errors-and-retries.html'],
  ['webhook signature', '/webhooks.html'],
  ['job_over_budget', '/errors/job_over_budget.html'],
  ['BullMQ', '/jobs/bullmq.html'],
])('site, search: %s finds %s', (words, page) =>
  withPage('index', async (guarded) => {
    const found = await search(guarded, words);
    expect(found.slice(0, 8)).toContain(page);
    guarded.expectQuiet();
  }),
);

test('site, api: shows every operation of the spec', () =>
  withPage('api', async ({ page }) => {
    await page
      .getByText(summaries.at(-1) ?? '')
      .first()
      .waitFor();
    const text = await page.locator('body').innerText();
    expect(summaries.length).toBeGreaterThan(0);
    expect(summaries.filter((summary) => !text.includes(summary))).toEqual([]);
  }));

test('site: serves every guide as Markdown, and an index of them', async () => {
  const index = await (await fetch(`${site.origin}/llms.txt`)).text();
  const links = [...index.matchAll(/^- \[.+?\]\(([^)#]+)[^)]*\): /gm)].map(([, link = '']) => link);
  expect(links).toEqual(expect.arrayContaining(['jobs.md', 'jobs/bullmq.md', 'packages/client.md']));
  const found = await Promise.all(links.map((link) => fetch(`${site.origin}/${link}`)));
  expect(found.filter(({ ok }) => !ok).map(({ url }) => url)).toEqual([]);
});
