import { InvalidInputError } from '../../errors/invalid-input.ts';
import { ownProperty } from '../../own-property.ts';

/**
 * A file of an upload: `original` is the file as submitted, `processed` has every row with its
 * classification, and `processed-filtered` has only the numbers that are likely to answer.
 */
export type DownloadKind = 'original' | 'processed' | 'processed-filtered';

const PATHS = {
  original: '/api/v1/uploads/{upload_id}/download/original',
  processed: '/api/v1/uploads/{upload_id}/download/processed',
  'processed-filtered': '/api/v1/uploads/{upload_id}/download/processed-filtered',
} as const;

/** Returns the path template of a file. */
export function downloadPath(kind: DownloadKind): (typeof PATHS)[DownloadKind] {
  const path = ownProperty(PATHS, kind);
  if (path !== undefined) return path;
  throw new InvalidInputError(`The file must be one of: ${Object.keys(PATHS).join(', ')}.`);
}
