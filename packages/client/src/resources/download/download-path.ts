import { InvalidInputError } from '../../errors/invalid-input.ts';

/**
 * A file of an upload: `original` is the file as submitted, `processed` has every row with its
 * classification, and `processed-filtered` has only the numbers that are likely to answer.
 */
export type DownloadKind = 'original' | 'processed' | 'processed-filtered';

/** The values of `DownloadKind`. */
export const downloadKindValues: readonly DownloadKind[] = ['original', 'processed', 'processed-filtered'];

/**
 * Returns the path template of a file.
 *
 * @throws InvalidInputError if an upload has no such file
 */
export function downloadPath(kind: DownloadKind): `/api/v1/uploads/{upload_id}/download/${DownloadKind}` {
  if (downloadKindValues.includes(kind)) return `/api/v1/uploads/{upload_id}/download/${kind}`;
  throw new InvalidInputError(`The file must be one of: ${downloadKindValues.join(', ')}.`);
}
