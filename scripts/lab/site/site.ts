/**
 * Builds the site into `site/`: guides, packages and the HTTP API, as static files that load nothing from
 * other hosts. Checks links, anchors and resources. With `--serve`, then serves it.
 */
import { serve } from 'vitepress';
import { buildSite } from './build.ts';

const start = performance.now();
try {
  const { pages, bytes } = await buildSite();
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`site: ${pages} pages without a broken link, ${(bytes / 1e6).toFixed(1)} MB, ${seconds} s`);
  if (process.argv.includes('--serve')) await serve({ root: import.meta.dirname });
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\nFix it, then run: pnpm site`);
  process.exitCode = 1;
}
