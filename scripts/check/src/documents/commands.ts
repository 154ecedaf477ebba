import type { MarkdownFile } from './markdown.ts';

/** Commands of pnpm itself that the documents use. */
const BUILT_IN: readonly string[] = ['add', 'exec', 'install'];

/**
 * Finds commands in documents, such as `pnpm test` or `npx -y pnpm@12 test`, that don't exist.
 *
 * @param scripts names of the scripts in package.json
 */
export function unknownCommands(files: readonly MarkdownFile[], scripts: readonly string[]): string[] {
  return files.flatMap(({ path, text }) =>
    [...codeOf(text).matchAll(/(?<![\w@/-]|-p )pnpm(?:@\d+)? ([a-z][\w:-]*)/g)]
      .map(([, command = '']) => command)
      .filter((command) => !scripts.includes(command) && !BUILT_IN.includes(command))
      .map((command) => `${path} names pnpm ${command}, which is not a script in package.json`),
  );
}

// In prose, any word can follow `pnpm`. Commands are in code.
function codeOf(text: string): string {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, code = '']) =>
    code.replaceAll(/ # .*/g, ''),
  );
  const spans = [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, code = '']) => code,
  );
  return [...blocks, ...spans].join('\n');
}
