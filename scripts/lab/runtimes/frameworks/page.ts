import { readFileSync } from 'node:fs';

const page = readFileSync(`${import.meta.dirname}/../../../../docs/frameworks.md`, 'utf8');
const blocks = [...page.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, code = '']) => code);

/** The code of a file in `docs/frameworks.md`. A block starts with the path of its file. */
export function example(path: string): string {
  const code = blocks.find((block) => block.startsWith(`// ${path}\n`));
  if (code === undefined) throw new Error(`docs/frameworks.md has no example ${path}.`);
  return code;
}

/** The commands of the page that contain a text, as lists of arguments. */
export function commands(text: string): string[][] {
  const lines = blocks.flatMap((block) => block.split('\n'));
  const found = lines.filter((line) => /^(npx|node) /.test(line) && line.includes(text));
  if (found.length === 0) throw new Error(`docs/frameworks.md has no command with ${text}.`);
  return found.map((line) => line.split(' '));
}

/** The setting of a bundler in the table of the page. */
export function setting(bundler: string): string {
  const [, found] = new RegExp(`^\\| ${bundler} +\\| \`(.+)\` +\\|$`, 'm').exec(page) ?? [];
  if (found === undefined) throw new Error(`docs/frameworks.md has no setting for ${bundler}.`);
  return found;
}
