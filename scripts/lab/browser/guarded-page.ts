import axe, { type AxeResults } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { expect } from 'vitest';
import { findTooWide } from './in-page.ts';

/** A page whose console messages, errors and requests are recorded. */
export interface GuardedPage {
  readonly page: Page;
  /** Stops recording, before the test does something that causes errors. */
  release(): void;
  /** Fails if the page logged a warning or an error, threw, or sent a request to another host. */
  expectQuiet(): void;
  /** Fails if an element is wider than the page, on a desktop or a phone. */
  expectFitting(): Promise<void>;
  /**
   * Fails if axe finds a violation of WCAG 2.2 AA, on a desktop or a phone.
   *
   * @param except rules to disable. @default none
   */
  expectAccessible(except?: readonly string[]): Promise<void>;
  /** Checks both in light and in dark mode. */
  expectFittingAndAccessible(): Promise<void>;
  close(): Promise<void>;
}

const DESKTOP = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/**
 * Opens a page and records its console messages, errors and requests.
 *
 * @param options.origins the origins that the page may send requests to, including its own
 * @param options.ignore expected messages. @default none
 */
export async function openGuarded(
  browser: Browser,
  url: string,
  { origins, ignore, ...options }: { origins: readonly string[]; ignore?: RegExp } & BrowserContextOptions,
): Promise<GuardedPage> {
  const context = await browser.newContext({ viewport: DESKTOP, colorScheme: 'light', ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  let recording = true;
  const record = (text: string): void => void (recording && complaints.push(text));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) record(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => record(`uncaught: ${error.message}`));
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url());
    if (protocol !== 'data:' && protocol !== 'blob:' && !origins.includes(origin))
      record(`request to ${origin}`);
  });
  await page.goto(url);

  const onDesktopAndPhone = async (check: (width: number) => Promise<void>): Promise<void> => {
    for (const size of [PHONE, DESKTOP]) {
      await page.setViewportSize(size);
      await check(size.width);
    }
  };
  const guarded: GuardedPage = {
    page,
    release: () => void (recording = false),
    expectQuiet: () => expect(complaints.filter((text) => ignore?.test(text) !== true)).toEqual([]),
    expectFitting: () =>
      onDesktopAndPhone(async (width) => {
        expect(await page.evaluate(findTooWide, width), `too wide for ${width} px`).toEqual([]);
      }),
    async expectAccessible(except = []) {
      await page.evaluate(axe.source);
      await onDesktopAndPhone(async (width) => {
        const { violations } = await page.evaluate(runAxe, { values: RULES, except });
        expect(violations.map(describe), `axe at ${width} px`).toEqual([]);
      });
    },
    async expectFittingAndAccessible() {
      for (const colorScheme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme });
        await guarded.expectFitting();
        await guarded.expectAccessible();
      }
    },
    close: () => context.close(),
  };
  return guarded;
}

/** Runs in the page. */
function runAxe({ values, except }: { values: string[]; except: readonly string[] }): Promise<AxeResults> {
  const loaded = Reflect.get(globalThis, 'axe') as typeof axe;
  const rules = Object.fromEntries(except.map((id) => [id, { enabled: false }]));
  return loaded.run(document, { runOnly: { type: 'tag', values }, rules, resultTypes: ['violations'] });
}

function describe({ id, help, nodes }: AxeResults['violations'][number]): string {
  const examples = nodes
    .slice(0, 5)
    .map(({ target, any }) => `${target.join(' ')} (${any[0]?.message ?? ''})`);
  return `${id}: ${help}: ${nodes.length} elements: ${examples.join('; ')}`;
}
