/** Takes the screenshots of the README: the dashboard and the output of the demo. */
import { must, root } from '@optimaldial/checks/shell';
import { launchChromium } from '../chromium.ts';
import { captureDashboard } from './dashboard.ts';
import { captureDemo } from './demo.ts';

await must(['turbo', 'run', 'build', '--filter=@optimaldial/testing', '--output-logs=errors-only'], root);
const browser = await launchChromium();
try {
  await captureDashboard(browser, `${root}.github/sandbox.png`);
  await captureDemo(browser, `${root}.github/demo.png`);
} finally {
  await browser.close();
}
