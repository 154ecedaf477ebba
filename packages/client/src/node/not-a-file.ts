import type { Stats } from 'node:fs';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { redact } from '../response/redact.ts';

/** The error for a path of something else than a file. */
export function notAFile(caller: string, path: string, stats: Stats): InvalidInputError {
  const kind = stats.isDirectory() ? 'folder' : 'device or pipe';
  return new InvalidInputError(`${caller} needs a file, but ${redact(path)} is a ${kind}.`);
}
