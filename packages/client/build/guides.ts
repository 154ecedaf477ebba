/** Copies the guides into the package, without what is only for contributors, and adapts their links. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';

const source = `${import.meta.dirname}/../../../docs`;
const target = `${import.meta.dirname}/../docs`;

/** Pages for contributors. */
const LEFT_OUT = ['messages.md'];

const names = (await readdir(source)).filter((name) => name.endsWith('.md') && !LEFT_OUT.includes(name));

function adapt(name: string, text: string): string {
  const adapted = text
    .replace(/\n## Contributing\n.*/s, '')
    .replaceAll('](../packages/client/README.md', '](../README.md')
    .replaceAll(
      /\]\(\.\.\/packages\/(jobs|testing|types)\/README\.md[^)]*\)/g,
      '](https://www.npmjs.com/package/@optimaldial/$1)',
    );
  const broken = [...adapted.matchAll(/\]\((?!https:|#)([^)#]*)[^)]*\)/g)]
    .map(([, file = '']) => file)
    .find((file) => file !== '../README.md' && !names.includes(file));
  if (broken === undefined) return adapted;
  throw new Error(
    `docs/${name} links to ${broken}, which isn't part of @optimaldial/client. Link to another guide or to the README of a package.`,
  );
}

// Removes guides that no longer exist.
await rm(target, { recursive: true, force: true });
await mkdir(target);
for (const name of names) {
  await writeFile(`${target}/${name}`, adapt(name, await readFile(`${source}/${name}`, 'utf8')));
}
