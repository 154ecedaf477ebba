import type { FileHandle } from 'node:fs/promises';
import { growingPause, type Growth } from '../backoff.ts';
import type { Resume } from '../download.ts';
import { RateLimitError } from '../errors/api-error.ts';
import { DownloadError } from '../errors/download.ts';
import { isTransient } from '../errors/transient.ts';
import { pause } from '../pause.ts';
import type { SaveOptions } from './save-download.ts';

const MOST_FAILURES = 5;
const PAUSES: Growth = { first: 500, factor: 2, most: 30_000 };

/** Opens the file, whole or from a byte on. */
type Ask = (resume?: Resume) => Promise<Response>;

/**
 * Fetches a file to its end, going on from what is there where a connection was lost.
 *
 * @param file empty, and opened for appending
 * @returns the bytes that the file has
 */
export async function fetchInto(
  file: FileHandle,
  ask: Ask,
  { onProgress, signal }: Pick<SaveOptions, 'onProgress' | 'signal'>,
): Promise<number> {
  let received = 0;
  let furthest = 0;
  let failures = 0;
  let head: Head | undefined;
  for (;;) {
    try {
      const response = await goOn(ask, received, head);
      if (response.status === 200) {
        head = readHead(response);
        received = 0;
        await file.truncate();
      }
      for await (const piece of response.body ?? []) {
        await file.appendFile(piece);
        received += piece.byteLength;
        onProgress?.({ received, total: head?.total });
      }
      return received;
    } catch (error) {
      if (!isTransient(error)) throw error;
      // The connection broke after the last byte.
      if (received > 0 && received === head?.total) return received;
      failures = received > furthest ? 1 : failures + 1;
      furthest = Math.max(furthest, received);
      if (failures === MOST_FAILURES) throw error;
      const least = error instanceof RateLimitError ? (error.retryAfter ?? 0) * 1000 : 0;
      // At once where a connection that brought something was lost: nothing speaks against the next.
      const own = failures === 1 && received > 0 ? 0 : growingPause(PAUSES, failures);
      await pause(Math.max(own, least), signal);
    }
  }
}

/** What a response says of the file. */
interface Head {
  readonly total: number | undefined;
  readonly etag: string | null;
  /** Whether its parts can be asked for: those of an encoded one are parts of the code. */
  readonly plain: boolean;
}

function readHead({ headers }: Response): Head {
  const plain = (headers.get('content-encoding') ?? 'identity') === 'identity';
  const length = headers.get('content-length');
  const total = plain && length !== null && /^\d+$/.test(length) ? Number(length) : undefined;
  return { total, etag: headers.get('etag'), plain };
}

/** The rest of the file where that can be had, else the whole of it. */
async function goOn(ask: Ask, received: number, head: Head | undefined): Promise<Response> {
  if (received > 0 && head?.plain) {
    try {
      const { etag } = head;
      // A weak tag says nothing of bytes.
      const response = await ask({
        from: received,
        ...(etag !== null && !etag.startsWith('W/') ? { etag } : {}),
      });
      if (response.status === 200 || isRest(response, received, head)) return response;
      await response.body?.cancel();
    } catch (error) {
      // The file ends before the part that was asked for: it is not the one that was begun.
      if (!(error instanceof DownloadError && error.status === 416)) throw error;
    }
  }
  return ask();
}

// Bytes of two versions must not meet in one file.
function isRest({ headers }: Response, received: number, head: Head): boolean {
  const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range') ?? '');
  if (range === null || Number(range[1]) !== received) return false;
  const sameLength = head.total === undefined || range[2] === '*' || Number(range[2]) === head.total;
  return sameLength && (head.etag === null || headers.get('etag') === head.etag);
}
