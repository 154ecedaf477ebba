import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { must, outside } from '@optimaldial/checks/shell';
import { commit } from './copy.ts';

/** The field that the second release adds. */
export const NEW_FIELD = 'rehearsed_at';

// The last property of `Upload`, in any file of the spec.
const LAST_PROPERTY = /^( +)exceeded_daily_limit:\n +type:/m;
const SPEC_VERSION = /^( +version: )(\d+)\.(\d+)\.\d+$/m;

/**
 * Adds a field to the API as a maintainer does: edits the spec, generates, and adds a changeset. Needs no
 * TypeScript.
 *
 * @returns the new version of the spec
 */
export async function addField(copy: string): Promise<string> {
  const folder = join(copy, 'spec');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.yaml'));
  const texts = new Map<string, string>();
  for (const name of files) texts.set(join(folder, name), await readFile(join(folder, name), 'utf8'));
  const [path, text] = [...texts].find(([, one]) => LAST_PROPERTY.test(one)) ?? [];
  if (path === undefined || text === undefined) {
    throw new Error('The spec has no `exceeded_daily_limit` to add a field before. Update change-spec.ts.');
  }
  const changed = text.replace(
    LAST_PROPERTY,
    (found, indent: string) =>
      `${indent}${NEW_FIELD}:\n${indent}  type: [string, 'null']\n${indent}  format: date-time\n${indent}  description: When a release was last rehearsed.\n${found}`,
  );
  await writeFile(path, changed);
  const entry = join(folder, 'openapi.yaml');
  const before = await readFile(entry, 'utf8');
  const [, , major = '', minor = ''] = SPEC_VERSION.exec(before) ?? [];
  const next = `${major}.${Number(minor) + 1}.0`;
  await writeFile(
    entry,
    before.replace(SPEC_VERSION, (_, key: string) => `${key}${next}`),
  );
  await writeFile(
    join(copy, '.changeset', 'rehearsal.md'),
    `---\n'@optimaldial/types': minor\n'@optimaldial/client': minor\n'@optimaldial/testing': minor\n'@optimaldial/jobs': minor\n---\n\nAdded \`${NEW_FIELD}\` to uploads.\n`,
  );
  await must(['pnpm', 'run', 'generate'], copy, outside);
  await commit(copy, 'Add a field to uploads');
  return next;
}
