import { toBlock, type Block, type Line } from './blocks.ts';

const FENCE = /^\s*(`{3,}|~{3,})\s*([\w-]*)/;
const STARTS_BLOCK = /^\s*(#{1,6} |[-*+] |\d+[.)] |\||>|<|@\w)/;

/** The paragraphs, list items, table rows and headings of Markdown, and what `ofCode` finds in its code blocks. */
export function markdownBlocks(
  lines: readonly Line[],
  ofCode: (language: string, code: readonly Line[]) => Block[] = () => [],
): Block[] {
  const blocks: Block[] = [];
  let paragraph: Line[] = [];
  const flush = (): void => {
    blocks.push(...toBlock(paragraph));
    paragraph = [];
  };
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as Line;
    const fence = FENCE.exec(line.text);
    if (fence !== null) {
      flush();
      const code: Line[] = [];
      while (++index < lines.length && !lines[index]?.text.trim().startsWith(fence[1] as string)) {
        code.push(lines[index] as Line);
      }
      blocks.push(...ofCode(fence[2] as string, code));
      continue;
    }
    if (line.text.trim() === '' || STARTS_BLOCK.test(line.text)) flush();
    paragraph.push({ ...line, text: line.text.replace(/^\s*(#+|[-*+]|\d+[.)]|>) /, '') });
  }
  flush();
  return blocks;
}

/** Comments that start with `#`, one block for each run of lines. */
export function hashCommentBlocks(lines: readonly Line[]): Block[] {
  const blocks: Block[] = [];
  let comment: Line[] = [];
  for (const line of lines) {
    const [, text] = /(?:^|\s)#+ (.*)$/.exec(line.text) ?? [];
    if (text === undefined || !/^\s*#/.test(line.text)) {
      blocks.push(...toBlock(comment));
      comment = [];
    }
    if (text !== undefined) comment.push({ ...line, text });
  }
  return [...blocks, ...toBlock(comment)];
}
