import { readFile } from 'node:fs/promises';
import { root } from '@optimaldial/checks/shell';
import { isObject } from '@optimaldial/codegen/spec';

const manifest = `${root}packages/types/package.json`;

/** The version that all published packages share. */
export async function packageVersion(): Promise<string> {
  const content: unknown = JSON.parse(await readFile(manifest, 'utf8'));
  if (isObject(content) && typeof content['version'] === 'string') return content['version'];
  throw new Error('Add a version to packages/types/package.json.');
}
