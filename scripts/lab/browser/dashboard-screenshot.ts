import { createServer } from 'node:http';
import { listen, stop } from '@optimaldial/checks/loopback';
import { numbers } from '@optimaldial/demo/list';
import type { Browser } from 'playwright-core';
import { openGuarded } from './guarded-page.ts';
import { startBinary } from './sandbox-binary.ts';

const SIZE = { width: 1280, height: 880 };

/** Takes a screenshot of the dashboard with uploads in different states, and writes it to a file. */
export async function captureDashboard(browser: Browser, path: string): Promise<void> {
  const receiver = createServer((_, response) => response.writeHead(204).end());
  const binary = await startBinary('--route', `https://hooks.example=${await listen(receiver)}`);
  const guarded = await openGuarded(browser, binary.url, { origins: [binary.url], viewport: SIZE });
  const { page } = guarded;
  const create = (filename: string, count: number): Promise<Response> =>
    binary.call('POST', '/uploads', { filename, phone_numbers: [...numbers.slice(0, count), 'unknown'] });
  const press = (label: string): Promise<void> => page.locator('button', { hasText: label }).first().click();
  try {
    await binary.call('POST', '/webhooks', { url: 'https://hooks.example/optimaldial' });
    await create('winter-leads.csv', 240);
    await create('trade-fair.csv', 120);
    await page.locator('#uploads tr', { hasText: 'trade-fair.csv' }).locator('button').click();
    await press('+1 h');
    await page.locator('#uploads .badge', { hasText: 'completed' }).waitFor();
    await binary.call('GET', '/uploads?limit=500');
    await create('spring-leads.csv', 300);
    await page.locator('#fault-kind').selectOption('reset-after-commit');
    await press('Inject');
    await page.locator('#uploads progress').first().waitFor();
    await page.locator('#uploads .progress', { hasText: /[4-6]\d %/ }).waitFor();
    await page.screenshot({ path });
  } finally {
    await guarded.close();
    await binary.stop();
    stop(receiver);
  }
}
