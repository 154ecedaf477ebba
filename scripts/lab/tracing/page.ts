import { readFileSync } from 'node:fs';

const page = readFileSync(`${import.meta.dirname}/../../../docs/tracing.md`, 'utf8');

/** The files of `docs/tracing.md` by name. Each block starts with the name of its file. */
export const files: ReadonlyMap<string, string> = new Map(
  blocks('ts').map((code) => [/^\/\/ (\S+)\n/.exec(code)?.[1] ?? 'no name', code]),
);

/** The outputs that the page shows. */
export const outputs: readonly string[] = blocks('text');

function blocks(language: string): string[] {
  const found = page.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'gms'));
  return [...found].map(([, code = '']) => code);
}
