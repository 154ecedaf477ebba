import { glob, readFile } from 'node:fs/promises';

/** A piece of code that compiles with a release. */
export interface Piece {
  /** Its source: `packages/client/test/request/client.test-d.ts`, or `README.md, example 1`. */
  place: string;
  code: string;
}

const TITLE = '# Code that compiles with the last release';

const PREFACE = `Written by \`release:version\`: the type tests of the packages, and the examples of their READMEs.
\`pnpm check release\` compiles them with the current code. If one no longer compiles, the change is breaking
even if the spec didn't change. If a line asserts more than was promised (for example, that a type has no
other fields), edit it here, in the same commit.`;

/** Whether a piece is a type test, which may assert exact types. Examples only use them. */
export function isTypeTest({ place }: Piece): boolean {
  return place.endsWith('.test-d.ts');
}

/** Collects the hand-written surface of a checkout: type tests, and the examples of the READMEs. */
export async function collectSurface(root: string): Promise<Piece[]> {
  const pieces: Piece[] = [];
  for (const place of await filesOf(root, ['packages/*/test/**/*.test-d.ts'])) {
    const code = await readFile(`${root}/${place}`, 'utf8');
    if (/from '\./.test(code)) {
      throw new Error(
        `${place} imports another file, which the surface doesn't contain. Import only packages.`,
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

/** Formats the pieces as one Markdown document, which works in a clone without tags. */
export function formatSurface(pieces: readonly Piece[]): string {
  const sections = pieces.map(({ place, code }) => `## ${place}\n\n\`\`\`ts\n${code}\`\`\`\n`);
  return [`${TITLE}\n\n${PREFACE}\n`, ...sections].join('\n');
}

/** Reads the pieces of such a document. */
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
