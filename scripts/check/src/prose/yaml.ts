import type { Block, Line } from './blocks.ts';
import { hashCommentBlocks, markdownBlocks } from './markdown.ts';

const PROSE_KEY = /^(\s*(?:- )?)(?:description|summary|title|x-inferred-reason|name):\s*(.*)$/;

/** Descriptions, summaries and comments of a YAML file. */
export function yamlBlocks(lines: readonly Line[]): Block[] {
  const blocks = hashCommentBlocks(lines);
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index] as Line;
    const [, indent, first] = PROSE_KEY.exec(line.text) ?? [];
    if (indent === undefined || first === undefined) continue;
    const value: Line[] = /^[|>][-+\d]*$/.test(first) ? [] : [{ ...line, text: first }];
    for (let next = lines[index + 1]; next !== undefined; next = lines[index + 1]) {
      const blank = next.text.trim() === '';
      if (!blank && next.text.search(/\S/) <= indent.length) break;
      value.push(next);
      index++;
    }
    blocks.push(...markdownBlocks(value));
  }
  return blocks;
}
