import { CHROMIUM_FLAGS, findChromium, NO_CHROMIUM } from './find-chromium.ts';
import { type Browser, loadPlaywright } from './playwright.ts';

/** A name that a website of its own leads to this machine, as in DNS rebinding. */
export const REBOUND_HOST = 'rebound.example';

/**
 * Starts a Chromium without a window.
 *
 * @throws Error that says how to get one, where there is none
 */
export async function launchChromium(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error(NO_CHROMIUM);
  const { chromium } = await loadPlaywright();
  return chromium.launch({
    executablePath,
    args: [...CHROMIUM_FLAGS, `--host-resolver-rules=MAP ${REBOUND_HOST} 127.0.0.1`],
  });
}
