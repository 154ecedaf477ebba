/**
 * Checks what people see: the page of the sandbox, the client in a page of theirs, and the site of guides
 * and references, in a Chromium without a window. One line for each check; the last one is `N passed, N failed`.
 *
 *   node scripts/test-browser.ts                 checks
 *   node scripts/test-browser.ts --screenshot    and makes the pictures for the README anew
 */
import { fileURLToPath } from 'node:url';
import { checkClient } from './browser/check-client.ts';
import { checkDocuments } from './browser/check-documents.ts';
import { checkSandboxPage } from './browser/check-sandbox-page.ts';
import { checkStrangers } from './browser/check-strangers.ts';
import { launchChromium } from './browser/chromium.ts';
import type { Suite } from './browser/suite.ts';
import { takeDemoPicture } from './browser/take-demo-picture.ts';
import { takePicture } from './browser/take-picture.ts';
import { createTally } from './browser/tally.ts';
import { must } from '@optimaldial/checks/shell';

const SUITES: readonly Suite[] = [checkSandboxPage, checkClient, checkStrangers, checkDocuments];

const root = fileURLToPath(new URL('..', import.meta.url));
const tally = createTally();
try {
  await must(['turbo', 'run', 'build', '--filter=@optimaldial/testing', '--output-logs=errors-only'], root);
  const browser = await launchChromium();
  try {
    for (const suite of SUITES) await suite({ browser, tally });
    if (process.argv.includes('--screenshot')) {
      await takePicture(browser, `${root}.github/sandbox.png`);
      await takeDemoPicture(browser, `${root}.github/demo.png`);
    }
  } finally {
    await browser.close();
  }
} catch (error) {
  // What breaks off between two checks counts as one that failed.
  await tally.check('the run comes to its end', () => {
    throw error;
  });
}
console.log(`${tally.passed} passed, ${tally.failed} failed`);
process.exitCode = tally.failed > 0 ? 1 : 0;
