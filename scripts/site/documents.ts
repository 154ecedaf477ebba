import { glob, readFile } from 'node:fs/promises';

/** A Markdown file that people read. */
export interface MarkdownFile {
  /** Its path from the root, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Reads every Markdown file that people read: at the root, in `docs/`, and the README of each package. */
export async function readMarkdown(root: string): Promise<MarkdownFile[]> {
  const files: MarkdownFile[] = [];
  for await (const found of glob(['*.md', 'docs/*.md', 'packages/*/README.md'], { cwd: root })) {
    const path = found.replaceAll('\\', '/');
    files.push({ path, text: await readFile(`${root}/${path}`, 'utf8') });
  }
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** The text without its code, in which nothing is a link or a heading. */
export const prose = (text: string): string =>
  text.replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, (code) => code.replaceAll(/[[\]()]/g, ' '));
