import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The first example of the README, and what the README says that it prints. */
export interface Example {
  readonly code: string;
  readonly output: string;
}

/** Finds the first example of a checkout's README. */
export async function firstExample(root: string): Promise<Example> {
  const text = await readFile(join(root, 'README.md'), 'utf8');
  const [, code = '', output = ''] = /^```ts\n(.*?)^```\n\n```text\n(.*?)^```\n/ms.exec(text) ?? [];
  if (code === '') throw new Error('README.md has no example with its output behind it.');
  return { code, output };
}
