import { readFileSync } from 'node:fs';
import manifest from './package.json' with { type: 'json' };

/** A section of a guide. */
export interface Section {
  /** The arguments of the commands that begin with `npx`. */
  readonly commands: readonly (readonly string[])[];
  /** The packages that the section installs, with their versions. */
  readonly installed: readonly string[];
  /** The arguments of the commands that work in a generated project, such as `npm install --prefix`. */
  readonly projectCommands: readonly (readonly string[])[];
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
  const commands = argumentsOf('npx', lines);
  const npm = argumentsOf('npm', lines);
  const projectCommands = npm.filter((args) => args.includes('--prefix'));
  const installed = npm
    .filter((args) => args[0] === 'install' && !args.includes('--prefix'))
    .flatMap((args) => args.slice(1).filter((argument) => !argument.startsWith('-')));
  return { commands, installed, projectCommands, blocks };
}

function argumentsOf(program: string, lines: readonly string[]): string[][] {
  return lines.filter((line) => line.startsWith(`${program} `)).map((line) => line.split(/\s+/).slice(1));
}

/** The packages of `npm install` that aren't those that the suite tests. A version can be a range, such as `6`. */
export function untested(installed: readonly string[]): string[] {
  return installed.filter((one) => {
    const [, name, version] = /^(@?[^@]+)(?:@(.+))?$/.exec(one) ?? [];
    const tested = versionOf(name);
    if (tested === undefined) return true;
    return version !== undefined && tested !== version && !tested.startsWith(`${version}.`);
  });
}

/** The row of a generator in the table of `docs/generators.md`, by the names of the columns. */
export function tableRow(generator: string): Record<string, string | undefined> {
  const [text = ''] = /^\|.*?\|$(?=\n\n)/ms.exec(read('generators.md')) ?? [];
  const [columns = [], , ...rows] = text.split('\n').map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
  const row = rows.find(([first]) => first === generator) ?? [];
  return Object.fromEntries(columns.map((column, index) => [column, row[index]]));
}

/** The version of a generator, by the name of its package. */
export function versionOf(name: string | undefined): string | undefined {
  return Object.entries(manifest.dependencies).find(([dependency]) => dependency === name)?.[1];
}

function read(page: string): string {
  return readFileSync(`${import.meta.dirname}/../../../docs/${page}`, 'utf8');
}
