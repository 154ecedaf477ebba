import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const BESIDE_PATH = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

/** Nothing of its own on the network, and no sandbox, which root cannot have. */
export const CHROMIUM_FLAGS: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** How to get one, for who has none. */
export const NO_CHROMIUM =
  'There is no Chromium here. Install one (Debian: apt-get install chromium), or say where it is: CHROMIUM_PATH=/path/to/chromium';

/** Where a Chromium is: the one that `CHROMIUM_PATH` names, else the first on the PATH; `undefined` for none. */
export function findChromium(): string | undefined {
  const { CHROMIUM_PATH: given, PATH: path = '' } = process.env;
  const onPath = path.split(delimiter).flatMap((folder) => NAMES.map((name) => join(folder, name)));
  return (given ? [given] : [...onPath, BESIDE_PATH]).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
