import type { Browser } from 'playwright-core';
import { startScene } from '../dashboard-scene.ts';
import { openGuarded } from '../guarded-page.ts';

const SIZE = { width: 1280, height: 1092 };

/** Takes a screenshot of the dashboard with uploads, webhooks and violations, and writes it to a file. */
export async function captureDashboard(browser: Browser, path: string): Promise<void> {
  const scene = await startScene({ isComplete: false });
  const { binary } = scene;
  const guarded = await openGuarded(browser, binary.url, { origins: [binary.url], viewport: SIZE });
  const { page } = guarded;
  try {
    await page.locator('#fault-kind').selectOption('reset-after-commit');
    await page.locator('#arm-button').click();
    await page
      .locator('#uploads .progress', { hasText: /[4-6]\d %/ })
      .first()
      .waitFor();
    await page.screenshot({ path });
  } finally {
    await guarded.close();
    await scene.stop();
  }
}
