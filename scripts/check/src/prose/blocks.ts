/** A line of a file, without the markup around its text. */
export interface Line {
  text: string;
  /** Counted from 1. */
  number: number;
}

/** A paragraph, list item, table row, comment or string: the unit in which patterns are searched. */
export interface Block {
  /** The lines, joined with single spaces; code is blanked out. */
  text: string;
  /** The line on which the character at an offset of `text` is. */
  lineAt: (offset: number) => number;
}

/** Joins lines to a block, or returns nothing if no words are left. */
export function toBlock(lines: readonly Line[]): Block[] {
  const starts: number[] = [];
  let text = '';
  for (const line of lines) {
    if (text !== '') text += ' ';
    starts.push(text.length);
    text += line.text.trim().replaceAll(/\s+/g, ' ');
  }
  if (!/[a-z]/i.test(text)) return [];
  return [
    {
      text: blankCode(text),
      lineAt: (offset) => {
        const index = starts.findLastIndex((start) => start <= offset);
        return lines[Math.max(index, 0)]?.number ?? 1;
      },
    },
  ];
}

/** Blanks inline code and link targets, keeping every offset. */
function blankCode(text: string): string {
  return text
    .replaceAll(/(`+)(?!`).*?[^`]\1(?!`)/g, (code) => '`'.repeat(code.length))
    .replaceAll(/\]\([^)]*\)/g, (target) => `]${' '.repeat(target.length - 1)}`);
}
