import { globSync, readFileSync } from 'node:fs';
import { root } from '@optimaldial/checks/shell';
import { withSiteLinks } from './pages.ts';

/** A guide, as docs/README.md lists it. */
export interface Guide {
  readonly title: string;
  /** Its page, such as `jobs/bullmq.md`, or a part of a page. */
  readonly page: string;
  /** What it's for. */
  readonly purpose: string;
}

/**
 * The guides by topic, from the tables in docs/README.md, which is the only list of guides.
 *
 * @throws if a guide has no row
 */
export function guides(): { topic: string; list: Guide[] }[] {
  const file = 'docs/README.md';
  const [, ...sections] = withSiteLinks(file, readFileSync(`${root}${file}`, 'utf8')).split(/^## /m);
  const topics = sections.map((section) => ({
    topic: section.slice(0, section.indexOf('\n')),
    list: [...section.matchAll(/^\| \[(.+?)\]\((.+?)\) +\| (.+?) +\|$/gm)].map(
      ([, title = '', page = '', purpose = '']) => ({ title: title.replaceAll('`', ''), page, purpose }),
    ),
  }));
  const listed = new Set(topics.flatMap(({ list }) => list.map(({ page }) => page)));
  const missing = globSync(['*.md', '!(errors)/*.md'], { cwd: `${root}docs` }).filter(
    (guide) => guide !== 'README.md' && !listed.has(guide.replaceAll('\\', '/')),
  );
  if (missing.length > 0) throw new Error(`docs/README.md has no row for ${missing.join(', ')}.`);
  return topics;
}
