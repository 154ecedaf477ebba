import { readFile } from 'node:fs/promises';
import { root } from '@optimaldial/checks/shell';
import { isObject } from '@optimaldial/codegen/spec';

const manifest = `${root}packages/types/package.json`;

/** The version that the three packages share, read from the one whose content the description is. */
export async function packageVersion(): Promise<string> {
  const content: unknown = JSON.parse(await readFile(manifest, 'utf8'));
  if (isObject(content) && typeof content['version'] === 'string') return content['version'];
  throw new Error('packages/types/package.json has no version.');
}
