import { readFileSync } from 'node:fs';
import { root } from '@optimaldial/checks/shell';

/** The code block of `docs/webhooks.md` that starts with a comment with this filename. */
export function readBlock(file: string): string {
  const page = readFileSync(`${root}docs/webhooks.md`, 'utf8');
  const blocks = [...page.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code = '']) => code);
  const code = blocks.find((block) => block.startsWith(`// ${file}\n`));
  if (code === undefined) throw new Error(`docs/webhooks.md has no block "// ${file}".`);
  return code;
}

/** The lines of a block that a user writes, imports and closing brackets included. */
export function userLines(code: string): string[] {
  return code.split('\n').filter((line) => !/^\s*(?:\/\/.*)?$/.test(line));
}
