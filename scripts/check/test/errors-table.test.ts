import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCodes, parseCodes } from '../src/prose/error-codes.ts';
import { errorPages, withFacts } from '../src/prose/error-pages.ts';
import { errorsTable } from '../src/prose/errors-table.ts';
import { root } from '../src/shell.ts';

const source =
  "export const NEXT = {\n  /** no response in time */\n  timeout: 'retry',\n  /** a */\n  job: 'person',\n};\n";

test('errorsTable: lists each code with its class, page, verdict and comment', () => {
  const [, , timeout, job] = errorsTable(parseCodes(source), new Map([['timeout', 'TimeoutError']])).split(
    '\n',
  );
  expect(timeout?.replaceAll(/ +/g, ' ')).toBe(
    '| `TimeoutError` | [`timeout`](https://unpkg.com/@optimaldial/client/docs/errors/timeout.md) | `retry` | no response in time |',
  );
  expect(job).toContain('`OptimalDialError`');
});

test('parseCodes: throws when a code has no comment', () => {
  const incomplete = "  /** no response in time */\n  timeout: 'retry',\n  job: 'person',\n";
  expect(() => parseCodes(incomplete)).toThrow('each code needs a comment');
});

test('errorPages: every code has a page with a cause, an example and what to do', () => {
  const pages = errorPages();
  expect(errorCodes().length).toBeGreaterThan(20);
  for (const { code } of errorCodes()) {
    const text = pages.get(`docs/errors/${code}.md`);
    const headings = [...(text ?? '').matchAll(/^#+ .+/gm)].map(([heading]) => heading);
    expect(headings).toEqual([`# ${code}`, '## Cause', '## Example', '## What to do']);
    expect(existsSync(`${root}docs/errors/${code}.md`)).toBe(true);
  }
});

test('withFacts: throws when the page has no place for the facts', () => {
  const entry = { code: 'timeout', next: 'retry', when: 'a' };
  expect(() => withFacts('# timeout\n', entry, 'TimeoutError')).toThrow('docs/errors/timeout.md lacks');
});
