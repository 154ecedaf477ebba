/** Copies the guides into the package, and adapts their links to that place. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';

const source = `${import.meta.dirname}/../../../docs`;
const target = `${import.meta.dirname}/../docs`;

function adapt(name: string, text: string): string {
  const adapted = text
    .replaceAll('](../packages/client/README.md', '](../README.md')
    .replaceAll(
      /\]\(\.\.\/packages\/(testing|types)\/README\.md[^)]*\)/g,
      '](https://www.npmjs.com/package/@optimaldial/$1)',
    );
  const [broken] = /\]\(\.\.\/(?!README\.md)[^)]*\)/.exec(adapted) ?? [];
  if (broken === undefined) return adapted;
  throw new Error(
    `docs/${name} links to ${broken.slice(2, -1)}, which isn't part of @optimaldial/client. Link to another guide or to the README of a package.`,
  );
}

// Removes guides that no longer exist.
await rm(target, { recursive: true, force: true });
await mkdir(target);
for (const name of await readdir(source)) {
  if (!name.endsWith('.md')) continue;
  await writeFile(`${target}/${name}`, adapt(name, await readFile(`${source}/${name}`, 'utf8')));
}
