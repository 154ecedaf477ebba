import { readFileSync } from 'node:fs';

/** A section of a guide. */
export interface Section {
  /** The arguments of the commands that begin with `npx`. */
  readonly commands: readonly (readonly string[])[];
  /** The blocks of a language. */
  readonly blocks: (language: string) => readonly string[];
}

/** The section of a guide under a heading. */
export function section(page: string, heading: string): Section {
  const text = read(page);
  const [, found] = text.split(`\n## ${heading}\n`);
  if (found === undefined) throw new Error(`docs/${page} has no section ${heading}.`);
  const [own = ''] = found.split('\n## ');
  const blocks = (language: string): string[] =>
    [...own.matchAll(/^```(\w+)\n(.*?)^```$/gms)].flatMap(([, name, code = '']) =>
      name === language ? [code] : [],
    );
  const lines = blocks('sh').flatMap((block) => block.replaceAll('\\\n', ' ').trim().split('\n'));
  const commands = lines.filter((line) => line.startsWith('npx ')).map((line) => line.split(/\s+/).slice(1));
  return { commands, blocks };
}

/** The first table of a guide, as rows of cells, without its heading. */
export function table(page: string): string[][] {
  const [rows = ''] = /^\|.*?\|$(?=\n\n)/ms.exec(read(page)) ?? [];
  return rows
    .split('\n')
    .filter((_, index) => index !== 1)
    .map((row) =>
      row
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim()),
    );
}

function read(page: string): string {
  return readFileSync(`${import.meta.dirname}/../../../docs/${page}`, 'utf8');
}
