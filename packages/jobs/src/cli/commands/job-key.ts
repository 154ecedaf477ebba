import { createHash } from 'node:crypto';
import { openFile } from '@optimaldial/client/node';
import type { Session } from '../session.ts';
import { checkFile } from './check-file.ts';
import { fingerprint } from '../../list/fingerprint.ts';

const DIGITS = 16;

/**
 * Derives the key of a job from what is sent and where to, so the same list is the same job under any filename.
 *
 * @throws InvalidInputError if the file can't be read
 */
async function deriveKey(path: string, column: string, baseUrl: string): Promise<string> {
  const content = await fingerprint({ file: await openFile(path), phone_column: column });
  return createHash('sha256')
    .update(JSON.stringify([content, column, baseUrl]))
    .digest('hex')
    .slice(0, DIGITS);
}

/** The key of a file in a session. */
export async function keyOf(file: string, column: string, { baseUrl }: Session): Promise<string> {
  await checkFile(file);
  return deriveKey(file, column, baseUrl);
}
