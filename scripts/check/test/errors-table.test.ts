import { expect, test } from 'vitest';
import { errorsTable } from '../src/prose/errors-table.ts';

const classes = new Map([['timeout', 'TimeoutError']]);

test('errorsTable: lists each code with its class, verdict and comment', () => {
  const source =
    "export const NEXT = {\n  /** no response in time */\n  timeout: 'retry',\n  /** a */\n  job: 'person',\n};\n";
  expect(errorsTable(source, classes).split('\n')).toEqual([
    '| class              | `code`    | `next`   | thrown if           |',
    '| ------------------ | --------- | -------- | ------------------- |',
    '| `TimeoutError`     | `timeout` | `retry`  | no response in time |',
    '| `OptimalDialError` | `job`     | `person` | a                   |',
  ]);
});

test('errorsTable: throws when a code has no comment', () => {
  const source = "  /** no response in time */\n  timeout: 'retry',\n  job: 'person',\n";
  expect(() => errorsTable(source, classes)).toThrow('each code needs a comment');
});
