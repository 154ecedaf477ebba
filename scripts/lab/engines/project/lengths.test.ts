import { expect, test } from 'vitest';
import { tooLong } from './lengths.ts';

const VERDICT = 'function verdict() {\n  return 1;\n}\n';

test('tooLong: counts the lines of the worker and of its verdict', () => {
  expect(tooLong(VERDICT + 'x\n'.repeat(27))).toEqual([]);
  expect(tooLong(VERDICT + 'x\n'.repeat(28))).toEqual(['worker.ts has 31 lines, at most 30 are allowed.']);
  expect(tooLong(VERDICT.replace('  return 1;\n', '  x\n'.repeat(14)))).toEqual([
    'The function "verdict" has 16 lines, at most 15 are allowed.',
  ]);
  expect(tooLong('x\n')).toEqual(['worker.ts has no function "verdict".']);
});
