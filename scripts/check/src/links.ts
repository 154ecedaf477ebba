import { createServer } from 'node:http';
import { LinkChecker, LinkState } from 'linkinator';
import { listen, stop } from './loopback.ts';

/**
 * Finds links to missing files and missing anchors. Skips links to other hosts.
 *
 * @param folder root folder of the files
 * @param paths glob patterns of HTML or Markdown files in the folder
 */
export async function brokenLinks(folder: string, paths: readonly string[]): Promise<string[]> {
  // Choosing the port here distinguishes linkinator's server from other addresses on loopback.
  const reserved = createServer();
  const origin = await listen(reserved);
  stop(reserved);
  const { links } = await new LinkChecker().check({
    path: [...paths],
    serverRoot: folder,
    port: Number(new URL(origin).port),
    markdown: paths.some((path) => path.endsWith('.md')),
    directoryListing: true,
    checkCss: true,
    checkFragments: true,
    linksToSkip: async (url) => !url.startsWith(`${origin}/`),
  });
  return links
    .filter(({ state }) => state === LinkState.BROKEN)
    .map(({ url, parent, status }) => {
      const reason = status === 200 ? 'no such anchor' : `status ${status}`;
      return `${parent} links to ${url}: ${reason}`;
    })
    .toSorted();
}
