/** Copies the guides and their pictures into the package, without what is only for contributors, and adapts their links. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, posix } from 'node:path';

const source = `${import.meta.dirname}/../../../docs`;
const target = `${import.meta.dirname}/../docs`;

/** Pages for contributors. */
const LEFT_OUT = ['messages.md'];

const files = await readdir(source, { recursive: true });
const names = files
  .map((name) => name.replaceAll('\\', '/'))
  .filter((name) => /\.(?:md|svg)$/.test(name) && !LEFT_OUT.includes(name));

function adapt(name: string, text: string): string {
  return text
    .replace(/\n## Contributing\n.*/s, '')
    .replaceAll(
      /\]\((?!https:|#)([^)#]*)([^)]*)\)/g,
      (_, file: string, anchor: string) => `](${adaptLink(name, file, anchor)})`,
    );
}

/** The link for a file of the repository, given as a link in a guide. */
function adaptLink(name: string, file: string, anchor: string): string {
  const folder = posix.dirname(`docs/${name}`);
  const path = posix.join(folder, file);
  if (path === 'packages/client/README.md') return posix.relative(folder, 'README.md') + anchor;
  const [, other] = /^packages\/(jobs|testing|types)\/README\.md$/.exec(path) ?? [];
  if (other !== undefined) return `https://www.npmjs.com/package/@optimaldial/${other}`;
  if (names.some((guide) => path === `docs/${guide}`)) return file + anchor;
  throw new Error(
    `docs/${name} links to ${file}, which isn't part of @optimaldial/client. Link to another guide or to the README of a package.`,
  );
}

// Removes guides that no longer exist.
await rm(target, { recursive: true, force: true });
for (const name of names) {
  await mkdir(dirname(`${target}/${name}`), { recursive: true });
  const text = await readFile(`${source}/${name}`, 'utf8');
  await writeFile(`${target}/${name}`, name.endsWith('.md') ? adapt(name, text) : text);
}
