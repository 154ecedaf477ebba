import { copyFile, glob, readFile, stat, writeFile } from 'node:fs/promises';
import { brokenLinks } from '@optimaldial/checks/links';
import { root } from '@optimaldial/checks/shell';
import { apiPage } from './api-page.ts';
import { leaks } from './leaks.ts';
import { render } from './typedoc.ts';

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
  await render(folder);
  await writeFile(
    `${folder}/api.html`,
    apiPage(await readFile(`${root}packages/types/openapi.json`, 'utf8')),
  );
  const scalar = `${import.meta.dirname}/node_modules/@scalar/api-reference/dist/browser/standalone.js`;
  await copyFile(scalar, `${folder}/assets/scalar.js`);

  let [pages, bytes] = [0, 0];
  const problems = await brokenLinks(folder, ['**/*.html']);
  for await (const path of glob('**/*.*', { cwd: folder })) {
    bytes += (await stat(`${folder}/${path}`)).size;
    if (path.endsWith('.html')) pages += 1;
    if (/\.(?:html|css)$/.test(path))
      problems.push(...leaks(path, await readFile(`${folder}/${path}`, 'utf8')));
  }
  if (problems.length > 0) throw new Error(problems.join('\n'));
  return { pages, bytes };
}
