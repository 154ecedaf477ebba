import { glob, readFile, rm, stat } from 'node:fs/promises';
import { brokenLinks } from '@optimaldial/checks/links';
import { root } from '@optimaldial/checks/shell';
import { build } from 'vitepress';
import { leaks } from './leaks.ts';
import { writeMarkdown } from './llms.ts';
import { copyPages } from './pages.ts';
import { writeReference } from './reference.ts';

/** Summary of a built site. */
export interface Built {
  readonly pages: number;
  readonly bytes: number;
}

/**
 * Builds the site into `site/` and checks it.
 *
 * @throws if TypeDoc warns, or the site has a broken link, loads from another host, or contains a local path
 */
export async function buildSite(): Promise<Built> {
  const folder = `${root}site`;
  await copyPages();
  await writeReference();
  await rm(folder, { recursive: true, force: true });
  await build(import.meta.dirname);
  await writeMarkdown(folder);

  let [pages, bytes] = [0, 0];
  const problems = await brokenLinks(folder, ['**/*.html']);
  for await (const path of glob('**/*.*', { cwd: folder })) {
    bytes += (await stat(`${folder}/${path}`)).size;
    if (path.endsWith('.html')) pages += 1;
    if (/\.(?:html|css|js|md|txt)$/.test(path) && path !== 'scalar.js')
      problems.push(...leaks(path, await readFile(`${folder}/${path}`, 'utf8')));
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { pages, bytes };
}
