import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { prose, type MarkdownFile } from './documents.ts';

/**
 * Finds links between Markdown files, and into the repository, that lead nowhere.
 *
 * @param root folder of the repository
 * @returns one line for each
 */
export function brokenMarkdownLinks(root: string, files: readonly MarkdownFile[]): string[] {
  const headings = new Map(files.map(({ path, text }) => [path, anchorsOf(text)]));
  return files.flatMap(({ path, text }) =>
    [...prose(text).matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, link = '']) => {
      if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return [];
      const [file = '', anchor = ''] = link.split('#');
      const target = file === '' ? path : posix.join(posix.dirname(path), file);
      if (target.startsWith('..') || !(headings.has(target) || existsSync(`${root}/${target}`))) {
        return [`${path} links to ${link}: there is no ${target}`];
      }
      return anchor === '' || headings.get(target)?.has(anchor)
        ? []
        : [`${path} links to ${link}: ${target} has no heading #${anchor}`];
    }),
  );
}

/** The anchors that GitHub gives to headings. */
function anchorsOf(text: string): Set<string> {
  const headings = text.replaceAll(/^```.*?^```$/gms, '').matchAll(/^#+ (.+)$/gm);
  return new Set([...headings].map(([, heading = '']) => anchorOf(heading)));
}

const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-');
