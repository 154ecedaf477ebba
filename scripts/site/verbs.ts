import type { MarkdownFile } from './documents.ts';

/** Verbs of pnpm itself that our documents use. */
const OWN: readonly string[] = ['add', 'exec', 'install'];

/**
 * Finds commands in documents, `pnpm verb` or `npx -y pnpm@12 verb`, that do not exist.
 *
 * @param scripts names of the scripts in package.json
 * @returns one line for each
 */
export function unknownVerbs(files: readonly MarkdownFile[], scripts: readonly string[]): string[] {
  return files.flatMap(({ path, text }) =>
    [...commandsOf(text).matchAll(/(?<![\w@/-]|-p )pnpm(?:@\d+)? ([a-z][\w:-]*)/g)]
      .map(([, verb = '']) => verb)
      .filter((verb) => !scripts.includes(verb) && !OWN.includes(verb))
      .map((verb) => `${path} names pnpm ${verb}: package.json has no such script`),
  );
}

// In prose, `pnpm` is followed by any word; a command stands in code.
function commandsOf(text: string): string {
  const blocks = [...text.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, code = '']) =>
    code.replaceAll(/ # .*/g, ''),
  );
  const spans = [...text.replaceAll(/^```.*?^```$/gms, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, code = '']) => code,
  );
  return [...blocks, ...spans].join('\n');
}
