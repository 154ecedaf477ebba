import { copyFile, glob, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, posix } from 'node:path';
import { root } from '@optimaldial/checks/shell';

/** The folder of the Markdown of the site. Git ignores it. */
export const pages = `${import.meta.dirname}/pages`;

/** Files of the repository that become pages. */
const SOURCES = ['docs/**/*.{md,svg}', 'packages/*/README.md', 'CONTRIBUTING.md'];
/** The guides in the published package, which READMEs on npmjs.com link to. */
export const PUBLISHED = 'https://unpkg.com/@optimaldial/client/docs/';

/** Collects the pages that aren't generated from types, and the files beside them. */
export async function copyPages(): Promise<void> {
  await rm(pages, { recursive: true, force: true });
  for await (const path of glob(SOURCES, { cwd: root })) {
    const file = path.replaceAll('\\', '/');
    const text = withSiteLinks(file, await readFile(`${root}${file}`, 'utf8'));
    await mkdir(dirname(`${pages}/${pageOf(file)}`), { recursive: true });
    await writeFile(`${pages}/${pageOf(file)}`, text);
  }
  await copyFile(`${import.meta.dirname}/api.md`, `${pages}/api.md`);
  const scalar = createRequire(import.meta.url).resolve('@scalar/api-reference');
  const files = {
    'icon.svg': `${import.meta.dirname}/icon.svg`,
    'openapi.json': `${root}packages/types/openapi.json`,
    'scalar.js': `${dirname(scalar)}/browser/standalone.js`,
  };
  await mkdir(`${pages}/public`);
  for (const [name, source] of Object.entries(files)) await copyFile(source, `${pages}/public/${name}`);
}

/** A file of the repository, with links to the pages of the site. */
export function withSiteLinks(file: string, text: string): string {
  const toPage = (to: string): string =>
    posix.relative(posix.dirname(pageOf(file)), pageOf(posix.join(posix.dirname(file), to)));
  return text
    .replaceAll(`](${PUBLISHED}`, `](${posix.relative(posix.dirname(file), 'docs')}/`)
    .replaceAll(/\]\((?!https?:|#)([^)#]+)/g, (_, to: string) => `](${toPage(to)}`);
}

/** The path of the page on the site, for a file of the repository. */
function pageOf(file: string): string {
  return file
    .replace(/^docs\//, '')
    .replace(/^README\.md$/, 'index.md')
    .replace(/^(packages\/\w+)\/README\.md$/, '$1.md')
    .replace(/^CONTRIBUTING\.md$/, 'contributing.md');
}
