import { existsSync } from 'node:fs';
import { type Browser, loadPlaywright } from './playwright.ts';

const USUAL_PLACES: readonly string[] = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

// Nothing of its own on the network, and no sandbox, which root cannot have.
const FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A name that a website of its own leads to this machine, as in DNS rebinding. */
export const REBOUND_HOST = 'rebound.example';

/**
 * Starts a Chromium without a window.
 *
 * @throws Error that says how to get one, where there is none
 */
export async function launchChromium(): Promise<Browser> {
  const { CHROMIUM_PATH: given } = process.env;
  const executablePath = given ?? USUAL_PLACES.find((path) => existsSync(path));
  if (executablePath === undefined || !existsSync(executablePath)) {
    throw new Error(
      `There is no Chromium at ${given ?? USUAL_PLACES.join(' or ')}. Install one (Debian: apt-get install chromium), or say where it is: CHROMIUM_PATH=/path/to/chromium`,
    );
  }
  const { chromium } = await loadPlaywright();
  return chromium.launch({
    executablePath,
    args: [...FLAGS, `--host-resolver-rules=MAP ${REBOUND_HOST} 127.0.0.1`],
  });
}
