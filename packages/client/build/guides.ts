/**
 * Copies the guides into the package, so that whoever installs it has them. Their links are adapted to the
 * place where they are installed.
 */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';

const root = `${import.meta.dirname}/../../..`;
const target = `${import.meta.dirname}/../docs`;

// For maintainers: it is about the repository.
const NOT_FOR_USERS = 'regenerating-and-releasing.md';
const INFERRED = 'what-is-inferred.md';

/** Where a link of the repository leads in the package. */
const LINKS: readonly (readonly [RegExp, string])[] = [
  [/\]\(\.\.\/README\.md#what-is-inferred\)/g, `](${INFERRED})`],
  [/\]\(\.\.\/packages\/client\/README\.md/g, '](../README.md'],
  [
    /\]\(\.\.\/packages\/testing\/README\.md[^)]*\)/g,
    '](https://www.npmjs.com/package/@optimaldial/testing)',
  ],
];

function adapted(name: string, text: string): string {
  const result = LINKS.reduce((changed, [from, to]) => changed.replaceAll(from, to), text);
  const [broken] = /\]\(\.\.\/(?!README\.md)[^)]*\)/.exec(result) ?? [];
  if (broken !== undefined)
    throw new Error(`docs/${name}: ${broken} leads nowhere in the package. Add it to LINKS.`);
  return result;
}

// A guide that is gone must not stay in the package.
await rm(target, { recursive: true, force: true });
await mkdir(target);
for (const name of await readdir(`${root}/docs`)) {
  if (name === NOT_FOR_USERS || !name.endsWith('.md')) continue;
  const text = await readFile(`${root}/docs/${name}`, 'utf8');
  const listed = text.split('\n').filter((line) => !line.includes(`](${NOT_FOR_USERS})`));
  await writeFile(`${target}/${name}`, adapted(name, listed.join('\n')));
}
const readme = await readFile(`${root}/README.md`, 'utf8');
const section = /^#(# What is inferred\n.*?)^## /ms.exec(readme)?.[1];
if (section === undefined) throw new Error('README.md has no section "What is inferred".');
await writeFile(`${target}/${INFERRED}`, `${section.trim()}\n`);
