import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import description from '@optimaldial/types/openapi.json' with { type: 'json' };
import { must } from '@optimaldial/checks/shell';
import { openGuarded } from './guarded-page.ts';
import { serveFolder } from './serve-folder.ts';
import type { Suite } from './suite.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const PAGES = ['index', 'guides/getting-started', 'guides/testing', 'packages/client', 'api'];

const summaries = Object.values(description.paths)
  .flatMap((path): unknown[] => Object.values(path))
  .map((operation) =>
    typeof operation === 'object' && operation !== null && 'summary' in operation
      ? String(operation.summary)
      : undefined,
  )
  .filter((summary) => summary !== undefined);

/** The site of guides and references, as a static host would serve it. */
export const checkDocuments: Suite = async ({ browser, tally }) => {
  await must(['node', 'scripts/site.ts'], root);
  const site = await serveFolder(`${root}site`);
  try {
    for (const name of PAGES) {
      await tally.check(
        `site: ${name} fits desktop and phone, is quiet, and asks no other host`,
        async () => {
          const guarded = await openGuarded(browser, `${site.origin}/${name}.html`, {
            origins: [site.origin],
          });
          try {
            await guarded.page.locator('h1, h2').first().waitFor();
            await guarded.expectFitting();
            guarded.expectQuiet();
          } finally {
            await guarded.close();
          }
        },
      );
    }
    await tally.check(`site: the HTTP API shows all ${summaries.length} operations`, async () => {
      const guarded = await openGuarded(browser, `${site.origin}/api.html`, { origins: [site.origin] });
      try {
        await guarded.page.locator('h1, h2').first().waitFor();
        const text = await guarded.page.locator('body').innerText();
        assert.equal(summaries.length, 17);
        assert.deepEqual(
          summaries.filter((summary) => !text.includes(summary)),
          [],
        );
      } finally {
        await guarded.close();
      }
    });
  } finally {
    site.close();
  }
};
