import { importApart, provideApart } from '@optimaldial/checks/install-apart';

/** As much of `playwright-core` as is used here: it is not installed where types are checked. */
interface Playwright {
  readonly chromium: { launch(options: object): Promise<Browser> };
}

/** A browser that is driven from here. */
export interface Browser {
  newContext(options: ContextOptions): Promise<Context>;
  close(): Promise<void>;
}

/** How the pages of a context look. */
export interface ContextOptions {
  readonly viewport: { readonly width: number; readonly height: number };
  readonly colorScheme: 'light' | 'dark';
}

/** Pages without a past: no cookies, no cache. */
export interface Context {
  newPage(): Promise<Page>;
  close(): Promise<void>;
}

/** A tab. */
export interface Page {
  goto(url: string): Promise<{ status(): number } | null>;
  on(event: 'console', listener: (message: { type(): string; text(): string }) => void): void;
  on(event: 'pageerror', listener: (error: Error) => void): void;
  on(event: 'request', listener: (request: { url(): string }) => void): void;
  locator(selector: string, options?: { hasText: string | RegExp }): Locator;
  evaluate<Given, Found>(work: (given: Given) => Found | Promise<Found>, given: Given): Promise<Found>;
  setViewportSize(size: { width: number; height: number }): Promise<void>;
  emulateMedia(media: { colorScheme: 'light' | 'dark' }): Promise<void>;
  screenshot(options: { path: string }): Promise<Uint8Array>;
}

/** Something on a page, looked for anew each time. */
export interface Locator {
  first(): Locator;
  locator(selector: string, options?: { hasText: string | RegExp }): Locator;
  click(): Promise<void>;
  count(): Promise<number>;
  innerText(): Promise<string>;
  selectOption(value: string): Promise<unknown>;
  waitFor(options?: { state: 'visible' | 'hidden' }): Promise<void>;
}

/** Loads it, and installs it first where it is missing. */
export async function loadPlaywright(): Promise<Playwright> {
  await provideApart(import.meta.dirname, 'playwright-core');
  const loaded = await importApart(import.meta.dirname, 'playwright-core');
  const found = isModule(loaded) ? loaded.default : loaded;
  if (!isPlaywright(found)) throw new Error('playwright-core has no chromium to launch.');
  return found;
}

function isModule(loaded: unknown): loaded is { default: unknown } {
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded;
}

function isPlaywright(loaded: unknown): loaded is Playwright {
  return typeof loaded === 'object' && loaded !== null && 'chromium' in loaded;
}
