import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { guides, type Guide } from './guides.ts';
import { pages } from './pages.ts';

/** What the folder of pages also contains. */
const NO_PAGES = ['.cache', 'public', 'api.md', 'typedoc-sidebar.json'];

/** Writes the Markdown of each page beside its HTML, and an index of it for language models (llmstxt.org). */
export async function writeMarkdown(site: string): Promise<void> {
  await cp(pages, site, { recursive: true, filter: (path) => !NO_PAGES.includes(basename(path)) });
  const home = await readFile(`${pages}/index.md`, 'utf8');
  const [title, summary] = home.split('\n\n');
  const codes = (await readdir(`${pages}/errors`)).map((file) => `[${file.slice(0, -3)}](errors/${file})`);
  const topics = guides().map(({ topic, list }) => `## ${topic}\n\n${list.map(line).join('\n')}`);
  await writeFile(
    `${site}/llms.txt`,
    `${title}\n\n> ${summary}\n\n${topics.join('\n\n')}\n\n## Optional\n\n- [HTTP API](openapi.json): the OpenAPI spec\n- [API reference](reference/index.md): the exports of the packages\n- Error codes: ${codes.join(', ')}\n`,
  );
}

const line = ({ title, page, purpose }: Guide): string => `- [${title}](${page}): ${purpose}`;
