import { must, root } from '@optimaldial/checks/shell';
import type { Browser } from 'playwright-core';

const WIDTH = 880;
const COMMAND = 'npx -y pnpm@12 demo';

/** Takes a screenshot of the output of the demo, and writes it to a file. */
export async function captureDemo(browser: Browser, path: string): Promise<void> {
  const output = await must(['pnpm', '--silent', 'demo'], root);
  const context = await browser.newContext({ viewport: { width: WIDTH, height: 616 }, colorScheme: 'dark' });
  try {
    const page = await context.newPage();
    await page.goto('data:text/html,<!doctype html><meta charset="utf-8"><title>demo</title>');
    await page.evaluate(
      ({ command, text }) => {
        document.body.style.cssText =
          'margin: 0; padding: 24px 28px; background: #14171f; color: #d7dce5; font: 15px/1.5 monospace';
        const pre = document.createElement('pre');
        pre.style.cssText = 'margin: 0; font: inherit; white-space: pre-wrap';
        pre.textContent = `$ ${command}\n${text.trimEnd()}`;
        document.body.append(pre);
      },
      { command: COMMAND, text: output },
    );
    await page.screenshot({ path });
  } finally {
    await context.close();
  }
}
