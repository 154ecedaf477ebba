/**
 * Builds the site into `site/`: guides, packages and the HTTP API, as static files that load nothing from
 * other hosts. Checks links, anchors and resources.
 */
import { buildSite } from './build.ts';

const start = performance.now();
try {
  const { pages, bytes } = await buildSite();
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(
    `site/index.html: ${pages} pages without a broken link, ${(bytes / 1e6).toFixed(1)} MB, ${seconds} s`,
  );
} catch (error) {
  console.error(`${error instanceof Error ? error.message : String(error)}\n\nFix it, then run: pnpm site`);
  process.exitCode = 1;
}
