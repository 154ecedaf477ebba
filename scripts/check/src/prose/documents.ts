import type { Block, Line } from './blocks.ts';
import { hashCommentBlocks, markdownBlocks } from './markdown.ts';
import { typescriptBlocks } from './typescript.ts';

const TYPESCRIPT = ['ts', 'tsx', 'js', 'jsx', 'mjs', 'cjs', 'typescript', 'javascript'];
const HASH_COMMENTS = ['sh', 'bash', 'shell', 'console', 'yaml', 'yml', 'toml'];

/** The text of a Markdown document, with the comments in its code blocks. */
export function documentBlocks(lines: readonly Line[]): Block[] {
  return markdownBlocks(lines, (language, code) => {
    const first = code[0];
    if (first === undefined) return [];
    if (TYPESCRIPT.includes(language)) {
      return typescriptBlocks('example.tsx', code.map(({ text }) => text).join('\n'), first.number);
    }
    return HASH_COMMENTS.includes(language) ? hashCommentBlocks(code) : [];
  });
}
