import { parseSync, type Comment } from 'oxc-parser';
import { toBlock, type Block, type Line } from './blocks.ts';
import { markdownBlocks } from './markdown.ts';
import { isCode, messageOf, walk, type Node } from './syntax.ts';

const TEST_FILE = /\.test(-d)?\.ts$/;
const TEST_FUNCTIONS = ['describe', 'it', 'test'];

/** The comments of a source file, and its strings; of a test only the names of its tests. */
export function typescriptBlocks(path: string, source: string, firstLine = 1): Block[] {
  const { program, comments } = parseSync(path, source);
  const lineOf = lineCounter(source, firstLine);
  const blocks = commentRuns(comments, source).flatMap((run) =>
    markdownBlocks(
      run.flatMap((comment) =>
        comment.value.split('\n').map((text, index) => ({
          text: comment.type === 'Block' ? text.replace(/^\s*\*/, '').trimEnd() : text,
          number: lineOf(comment.start) + index,
        })),
      ),
    ),
  );
  const inTests = path.includes('test/');
  const strings = inTests ? (TEST_FILE.test(path) ? testNames : () => []) : sentences;
  for (const { text, start } of strings(program as unknown as Node, source)) {
    // Names of values aren't part of the wording.
    blocks.push(
      ...toBlock(
        text
          .replaceAll(/\{[^{}]*\}/g, '{}')
          .split('\n')
          .map((line): Line => ({ text: line, number: lineOf(start) })),
      ),
    );
  }
  return blocks;
}

interface Text {
  text: string;
  start: number;
}

/** Every string of more than one word. */
function sentences(program: Node, source: string): Text[] {
  const found: Text[] = [];
  walk(program, (node) => {
    const text = messageOf(node, source);
    if (text === undefined) return true;
    if (/\S\s+\S/.test(text) && !isCode(text)) found.push({ text, start: node.start });
    return false;
  });
  return found;
}

/** The names of tests and groups of tests, such as `it('…')` and `test.each(cases)('…')`. */
function testNames(program: Node, source: string): Text[] {
  const found: Text[] = [];
  walk(program, (node) => {
    if (node.type !== 'CallExpression' || !TEST_FUNCTIONS.includes(rootName(node))) return true;
    const name = (node['arguments'] as Node[])[0];
    const text = name === undefined ? undefined : messageOf(name, source);
    if (name !== undefined && text !== undefined) found.push({ text, start: name.start });
    return true;
  });
  return found;
}

/** The name that a chain of calls and properties starts with: `it` for `it.each(cases)('…')`. */
function rootName(node: Node): string {
  if (node.type === 'CallExpression') return rootName(node['callee'] as Node);
  if (node.type === 'MemberExpression') return rootName(node['object'] as Node);
  return node.type === 'Identifier' ? (node['name'] as string) : '';
}

/** Joins line comments that follow each other: they are one paragraph. */
function commentRuns(comments: readonly Comment[], source: string): Comment[][] {
  const runs: Comment[][] = [];
  for (const comment of comments) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const between = last === undefined ? '' : source.slice(last.end, comment.start);
    if (last?.type === 'Line' && comment.type === 'Line' && /^\n[ \t]*$/.test(between)) run?.push(comment);
    else runs.push([comment]);
  }
  return runs;
}

function lineCounter(source: string, firstLine: number): (offset: number) => number {
  const ends = [...source.matchAll(/\n/g)].map(({ index }) => index);
  return (offset) => {
    const line = ends.findIndex((end) => end >= offset);
    return firstLine + (line === -1 ? ends.length : line);
  };
}
