import { expect, test } from 'vitest';
import { applyDiff } from './apply-diff.ts';

test('applyDiff: replaces lines, and lines that follow each other', () => {
  const code = 'a\nb\nc\nd\n';
  expect(applyDiff(code, ' // worker.ts\n-a\n+x\n-c\n-d\n+y\n+z\n')).toBe('x\nb\ny\nz\n');
  expect(applyDiff(code, '-b\n')).toBe('a\nc\nd\n');
});

test('applyDiff: throws if the removed lines are missing, apart or not unique', () => {
  for (const removed of ['-x\n', '-2\n', '-a\n-c\n', '-e\n']) {
    expect(() => applyDiff('a\nb\nc\n12\ne\ne\n', removed)).toThrow("The code doesn't have these lines once");
  }
});
