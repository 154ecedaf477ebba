import assert from 'node:assert/strict';
import { findHardToRead, findTooWide } from './in-page.ts';
import type { Browser, ContextOptions, Page } from './playwright.ts';

/** A page that is watched: what it complains of, and whom it asks for anything. */
export interface GuardedPage {
  readonly page: Page;
  /** Ends the watch, before something is done that has to make it complain. */
  release(): void;
  /** Fails where it complained, or asked another host. */
  expectQuiet(): void;
  /** Fails where something is wider than the page, at desktop and phone width. */
  expectFitting(): Promise<void>;
  /** Fails where a text is hard to read on what is behind it, light or dark. */
  expectReadable(): Promise<void>;
  close(): Promise<void>;
}

/** The width of a desktop and of a phone. */
const SIZES = {
  desktop: { width: 1280, height: 900 },
  phone: { width: 390, height: 844 },
} as const;

const SCHEMES = ['light', 'dark'] as const;

/**
 * Opens a page under guard.
 *
 * @param origins that it may ask, its own among them
 */
export async function openGuarded(
  browser: Browser,
  url: string,
  { origins, ...look }: { origins: readonly string[] } & Partial<ContextOptions>,
): Promise<GuardedPage> {
  const context = await browser.newContext({ viewport: SIZES.desktop, colorScheme: 'light', ...look });
  const page = await context.newPage();
  const complaints: string[] = [];
  let watching = true;
  const note = (text: string): void => void (watching && complaints.push(text));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) note(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => note(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && !origins.includes(origin)) note(`asked ${origin}`);
  });
  await page.goto(url);
  return {
    page,
    release: () => void (watching = false),
    expectQuiet: () => assert.deepEqual(complaints, []),
    async expectFitting() {
      for (const [name, size] of Object.entries(SIZES)) {
        await page.setViewportSize(size);
        assert.deepEqual(await page.evaluate(findTooWide, size.width), [], `too wide for a ${name}`);
      }
      await page.setViewportSize(SIZES.desktop);
    },
    async expectReadable() {
      for (const colorScheme of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await page.evaluate(findHardToRead, 4.5), [], `hard to read in ${colorScheme}`);
      }
      await page.emulateMedia({ colorScheme: 'light' });
    },
    close: () => context.close(),
  };
}
