import { expect, test } from 'vitest';
import { readBlock, userLines } from './harness/page.ts';
import { BLOCKS } from './harness/project.ts';

test.each(BLOCKS)('%s: has at most five lines, imports included', (block) => {
  const lines = userLines(readBlock(block));
  expect(lines.slice(5)).toEqual([]);
  // No line does the work of several.
  expect(lines.filter((line) => line.length > 110)).toEqual([]);
});
