import { countEntries, uploadLimits, type CreateUpload } from '@optimaldial/client';
import { cutFile } from './cut-file.ts';

/** A list, cut into parts that are within the limits of one upload. */
export interface Cut {
  /** Number of entries of the whole list; `undefined` if one upload can hold it and it wasn't counted. */
  readonly entries: number | undefined;
  /** Number of parts; 1 if the list isn't cut. */
  readonly count: number;
  /** Returns a part. The first one is 0. */
  part(index: number): CreateUpload;
}

const { maxEntries } = uploadLimits;
/** A smaller file doesn't exceed the limit: a row has at least one character and a line break. */
const SMALL_BYTES = 2 * maxEntries;

/** Cuts a list into balanced parts. The same list is always cut in the same way. */
export async function cutList(upload: CreateUpload): Promise<Cut> {
  if (upload.file !== undefined) {
    const { file } = upload;
    if (!(file.size > SMALL_BYTES)) return { entries: undefined, count: 1, part: () => upload };
    const { parts } = await cutFile(file);
    const part = (index: number): CreateUpload =>
      parts.length === 1 ? upload : { ...upload, file: parts[index] ?? file };
    // Counts lines, as for a list that isn't cut: rows can be undercounted if quotes aren't closed.
    const entries = parts.length === 1 ? undefined : await countEntries(upload);
    return { entries, count: parts.length, part };
  }
  if (upload.phone_numbers !== undefined) {
    return cutEntries(upload, upload.phone_numbers, (phone_numbers) => ({ ...upload, phone_numbers }));
  }
  if (upload.contacts !== undefined) {
    return cutEntries(upload, upload.contacts, (contacts) => ({ ...upload, contacts }));
  }
  // Invalid: the client says why, before anything is sent.
  return { entries: undefined, count: 1, part: () => upload };
}

function cutEntries<Entry>(
  upload: CreateUpload,
  entries: readonly Entry[],
  withEntries: (entries: Entry[]) => CreateUpload,
): Cut {
  const count = Math.max(1, Math.ceil(entries.length / maxEntries));
  const at = (index: number): number => Math.round((entries.length * index) / count);
  const part = (index: number): CreateUpload =>
    count === 1 ? upload : withEntries(entries.slice(at(index), at(index + 1)));
  return { entries: entries.length, count, part };
}
