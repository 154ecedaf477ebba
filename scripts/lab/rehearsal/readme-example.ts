import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The first example of the README, and the output that the README shows. */
export interface Example {
  readonly code: string;
  readonly output: string;
}

/** Reads the first example of a checkout's README. */
export async function firstExample(root: string): Promise<Example> {
  const text = await readFile(join(root, 'README.md'), 'utf8');
  const [, code = '', output = ''] = /^```ts\n(.*?)^```\n\n```text\n(.*?)^```\n/ms.exec(text) ?? [];
  if (code === '') throw new Error('README.md has no example that is followed by its output.');
  return { code, output };
}
