import { fileURLToPath } from 'node:url';
import { must } from '@optimaldial/checks/shell';
import type { Browser } from './playwright.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const WIDTH = 880;
const COMMAND = 'npx -y pnpm@12 demo';

/**
 * Takes a picture of what the demo prints, for the README.
 *
 * @param path of the file that it is written to
 */
export async function takeDemoPicture(browser: Browser, path: string): Promise<void> {
  const printed = await must(['node', 'scripts/demo/src/demo.ts'], root);
  const context = await browser.newContext({ viewport: { width: WIDTH, height: 336 }, colorScheme: 'dark' });
  try {
    const page = await context.newPage();
    await page.goto('data:text/html,<!doctype html><meta charset="utf-8"><title>demo</title>');
    await page.evaluate(
      ({ command, text }) => {
        document.body.style.cssText =
          'margin: 0; padding: 24px 28px; background: #14171f; color: #d7dce5; font: 15px/1.5 monospace';
        const output = document.createElement('pre');
        output.style.cssText = 'margin: 0; font: inherit; white-space: pre-wrap';
        output.textContent = `$ ${command}\n${text.trimEnd()}`;
        document.body.append(output);
      },
      { command: COMMAND, text: printed },
    );
    await page.screenshot({ path });
  } finally {
    await context.close();
  }
}
