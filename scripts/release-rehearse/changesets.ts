import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A change that waits for the next release. */
export interface Changeset {
  readonly packages: readonly string[];
  /** Its first line, as it is in the changelog. */
  readonly sentence: string;
}

/** The changesets of a checkout. */
export async function readChangesets(root: string): Promise<Changeset[]> {
  const folder = join(root, '.changeset');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.md') && name !== 'README.md');
  return Promise.all(files.map(async (name) => parse(await readFile(join(folder, name), 'utf8'))));
}

function parse(text: string): Changeset {
  const [, head = '', body = ''] = /^---\n(.*?)---\n(.*)$/s.exec(text) ?? [];
  const packages = [...head.matchAll(/^['"]?(@?[\w./-]+)['"]?:/gm)].map(([, name = '']) => name);
  return { packages, sentence: body.trim().split('\n')[0] ?? '' };
}
