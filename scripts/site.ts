/**
 * Builds the site into `site/`: the guides, the packages and the HTTP API, one static folder that loads
 * nothing from elsewhere. Then checks it: links, anchors, other hosts, paths of this machine.
 */
import { copyFile, glob, readFile, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { run } from '@optimaldial/checks/shell';
import { apiPage } from './site/api-page.ts';
import { readMarkdown } from './site/documents.ts';
import { brokenMarkdownLinks } from './site/markdown-links.ts';
import { brokenLinks, loadedByCss, loadedFromElsewhere, type SiteFile } from './site/links.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const site = `${root}site`;
const tools = `${root}scripts/site/tools`;

const start = performance.now();
await must('Install what renders the site', ['pnpm', 'install', '--frozen-lockfile']);
await must('Render guides and packages', ['node', 'node_modules/typedoc/bin/typedoc']);
const description = await readFile(`${root}packages/types/openapi.json`, 'utf8');
await Promise.all([
  writeFile(`${site}/api.html`, apiPage(description)),
  copyFile(
    `${tools}/node_modules/@scalar/api-reference/dist/browser/standalone.js`,
    `${site}/assets/scalar.js`,
  ),
]);

const files = await readSite();
const faults = [
  ...brokenLinks(files),
  ...files.flatMap(loadedFromElsewhere),
  ...(await styleFaults()),
  ...files.flatMap(machinePaths),
  ...brokenMarkdownLinks(root, await readMarkdown(root)),
];
if (faults.length > 0) {
  console.error(
    `${faults.join('\n')}\n\n${faults.length} faults in the site. Mend what they name, then: npx -y pnpm@12 site`,
  );
  process.exitCode = 1;
} else {
  const pages = files.filter(({ html }) => html !== undefined).length;
  const sizes = await Promise.all(files.map(async ({ path }) => (await stat(`${site}/${path}`)).size));
  const megabytes = (sizes.reduce((sum, size) => sum + size, 0) / 1e6).toFixed(1);
  const seconds = ((performance.now() - start) / 1000).toFixed(0);
  console.log(`site/index.html: ${pages} pages, every link leads somewhere, ${megabytes} MB, ${seconds} s`);
}

/** Does a step in the folder of the tools, or ends here. */
async function must(what: string, command: readonly string[]): Promise<void> {
  const { ok, output } = await run(command, tools);
  if (ok) return;
  console.error(`${output.trimEnd()}\n\n${what}: failed. Mend what it says above, then: npx -y pnpm@12 site`);
  process.exit(1);
}

async function readSite(): Promise<SiteFile[]> {
  const found: SiteFile[] = [];
  for await (const entry of glob('**/*', { cwd: site, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const full = `${entry.parentPath}/${entry.name}`;
    const path = full.slice(site.length + 1).replaceAll('\\', '/');
    found.push({ path, html: path.endsWith('.html') ? await readFile(full, 'utf8') : undefined });
  }
  return found;
}

async function styleFaults(): Promise<string[]> {
  const found: string[] = [];
  for await (const path of glob('**/*.css', { cwd: site })) {
    const loaded = loadedByCss(await readFile(`${site}/${path}`, 'utf8'));
    found.push(...loaded.filter((url) => url.includes('//')).map((url) => `${path} loads ${url}`));
  }
  return found;
}

/** What tells where this machine keeps its files. */
function machinePaths({ path, html = '' }: SiteFile): string[] {
  return [root, `${homedir()}/`]
    .filter((folder) => html.includes(folder))
    .map((folder) => `${path} names a folder of this machine: ${folder}`);
}
