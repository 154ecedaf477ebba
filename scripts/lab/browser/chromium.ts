import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { chromium, type Browser } from 'playwright-core';

/** A host name that resolves to this machine, as in a DNS rebinding attack. */
export const REBOUND_HOST = 'rebound.example';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const ON_MACOS = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/**
 * Starts a headless Chromium: the one that `CHROMIUM_PATH` names, else the first on the PATH.
 *
 * @throws if it finds none
 */
export async function launchChromium(): Promise<Browser> {
  const { CHROMIUM_PATH: given, PATH: path = '' } = process.env;
  const onPath = path.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  const executablePath = (given ? [given] : [...onPath, ON_MACOS]).find(isExecutable);
  if (executablePath === undefined) {
    throw new Error(
      'Chromium is not installed. Install it (Debian: apt-get install chromium), or set CHROMIUM_PATH to its path.',
    );
  }
  return chromium.launch({
    executablePath,
    args: [
      // Chromium's own sandbox does not work for root.
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      `--host-resolver-rules=MAP ${REBOUND_HOST} 127.0.0.1`,
    ],
  });
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
