import { join } from 'node:path';
import { FIRST, versionName } from './names.ts';
import { exists } from './system.ts';

/**
 * Whether `version` is the current one, without trusting a listing that changes while it's read.
 *
 * Versions are pruned in ascending order. So if the successor is missing, and `version` is still there
 * *afterwards*, then the successor has never existed. For version 0, `first.json` shows that a key is used:
 * it replaces `1.json` in one step.
 */
export async function isCurrent(keyFolder: string, version: number): Promise<boolean> {
  if (await exists(join(keyFolder, versionName(version + 1)))) return false;
  if (version === 0) return !(await exists(join(keyFolder, FIRST)));
  return exists(join(keyFolder, versionName(version)));
}
