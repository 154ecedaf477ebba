import { glob, readFile } from 'node:fs/promises';

/** Glob patterns of the Markdown files for people. */
export const MARKDOWN: readonly string[] = [
  '*.md',
  'docs/**/*.md',
  'packages/*/README.md',
  'packages/*/SKILL.md',
];

/** A Markdown file. */
export interface MarkdownFile {
  /** The path from the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Reads the Markdown files at the root, in `docs/`, and the README and skill of each package. */
export async function readMarkdown(root: string): Promise<MarkdownFile[]> {
  const files: MarkdownFile[] = [];
  for await (const found of glob(MARKDOWN, { cwd: root })) {
    const path = found.replaceAll('\\', '/');
    files.push({ path, text: await readFile(`${root}/${path}`, 'utf8') });
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}
