import { glob, readFile } from 'node:fs/promises';

/** One piece of code that compiles with a release. */
export interface Piece {
  /** Where it stood: `packages/client/test/request/client.test-d.ts`, or `README.md, example 1`. */
  place: string;
  code: string;
}

const TITLE = '# What compiled with the last release';

const PREFACE = `Written by \`pnpm release:version\`: the type tests of the packages, and the examples of their READMEs.
\`pnpm check release\` compiles them with the code as it is now. What no longer compiles is a breaking
change that the description does not show. A line that states more than was promised (that there is
nothing else, say) is changed here, in the commit that needs it.`;

/** Whether a piece is a type test: one that may state what is exactly there, where examples only use it. */
export function isTypeTest({ place }: Piece): boolean {
  return place.endsWith('.test-d.ts');
}

/** Collects the hand-written surface of a checkout: its type tests, and the examples of its READMEs. */
export async function collectSurface(root: string): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const place of await filesOf(root, ['packages/*/test/**/*.test-d.ts'])) {
    const code = await readFile(`${root}/${place}`, 'utf8');
    if (/from '\./.test(code)) {
      throw new Error(
        `${place} imports a file beside it, and cannot be kept without it. Import packages only.`,
      );
    }
    pieces.push({ place, code });
  }
  for (const place of await filesOf(root, ['README.md', 'packages/*/README.md'])) {
    const text = await readFile(`${root}/${place}`, 'utf8');
    const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)];
    pieces.push(...blocks.map(([, code = ''], index) => ({ place: `${place}, example ${index + 1}`, code })));
  }
  return pieces;
}

/** The pieces as one document, for the repository: a clone without tags, or without git, has them too. */
export function formatSurface(pieces: readonly Piece[]): string {
  const sections = pieces.map(({ place, code }) => `## ${place}\n\n\`\`\`ts\n${code}\`\`\`\n`);
  return [`${TITLE}\n\n${PREFACE}\n`, ...sections].join('\n');
}

/** The pieces of such a document. */
export function parseSurface(text: string): Piece[] {
  const sections = text.matchAll(/^## ([^\n]+)\n\n```ts\n(.*?)^```$/gms);
  return [...sections].map(([, place = '', code = '']) => ({ place, code }));
}

async function filesOf(root: string, patterns: string[]): Promise<string[]> {
  const found: string[] = [];
  for await (const path of glob(patterns, { cwd: root, exclude: (name) => name === 'node_modules' })) {
    found.push(path);
  }
  return found.toSorted();
}
