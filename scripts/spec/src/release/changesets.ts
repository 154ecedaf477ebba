import { readFile } from 'node:fs/promises';
import { readChangesets } from '@changesets/read';
import { isObject } from '@optimaldial/codegen/spec';
import { covers, type Bump } from '../diff/bump.ts';

/** What the pending changesets request. */
export interface Pending {
  /** The largest bump of the packages that are released together. */
  bump?: Bump;
  /** Whether one of them names the types package, which contains the spec. */
  namesTypes: boolean;
}

const TYPES = '@optimaldial/types';

/** Reads the pending changesets of a checkout. */
export async function readPending(root: string): Promise<Pending> {
  const together = await packagesOf(root);
  const releases = (await readChangesets(root))
    .flatMap((changeset) => changeset.releases)
    .filter(({ name }) => together.includes(name));
  const bumps = releases.flatMap(({ type }) => (type === 'none' ? [] : [type]));
  const bump = bumps.find((candidate) => bumps.every((other) => covers(candidate, other)));
  return {
    ...(bump === undefined ? {} : { bump }),
    namesTypes: releases.some(({ name, type }) => name === TYPES && type !== 'none'),
  };
}

/** Formats a changeset for all packages that are released together. */
export async function formatChangeset(root: string, bump: Bump, sentence: string): Promise<string> {
  const names = await packagesOf(root);
  return `---\n${names.map((name) => `'${name}': ${bump}\n`).join('')}---\n\n${sentence}\n`;
}

/** The packages that are released together (`fixed` in the configuration). */
async function packagesOf(root: string): Promise<string[]> {
  const config: unknown = JSON.parse(await readFile(`${root}/.changeset/config.json`, 'utf8'));
  const groups: unknown[] = isObject(config) && Array.isArray(config['fixed']) ? config['fixed'] : [];
  const [first] = groups;
  if (Array.isArray(first) && first.every((name) => typeof name === 'string')) return first;
  throw new Error('Add a `fixed` group with all published packages to .changeset/config.json.');
}
