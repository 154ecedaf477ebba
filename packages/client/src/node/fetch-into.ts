import { equalJitter, type Backoff } from '../time/backoff.ts';
import { isOptimalDialError, type OptimalDialError } from '../errors/base.ts';
import { contentMessage, DownloadError } from '../errors/download.ts';
import { sleep } from '../time/sleep.ts';
import { rangeOf, type Resume } from '../resources/download/storage-response.ts';
import type { Call } from '../transport/types.ts';
import type { SaveOptions } from './save-download.ts';

const BACKOFF: Backoff = { first: 500, factor: 2, max: 30_000 };

/** The file on the disk. */
export interface Sink {
  append(piece: Uint8Array): Promise<void>;
  clear(): Promise<void>;
}

/** What to fetch, and how. */
interface Fetching extends Pick<SaveOptions, 'onProgress' | 'signal' | 'maxRetries'> {
  /** The call that errors name. */
  readonly call: Call;
  /** Opens the file, whole or from a byte on. It has its own retries, so that what it throws is final. */
  readonly open: (resume?: Resume) => Promise<Response>;
}

/** What is known of the version that is being fetched. */
interface Version {
  total: number | undefined;
  readonly etag: string | undefined;
}

/**
 * Fetches a file to its end, and resumes it if its body breaks off.
 *
 * @returns the bytes of the file
 */
export async function fetchInto(
  sink: Sink,
  { call, open, onProgress, signal, maxRetries = 2 }: Fetching,
): Promise<number> {
  let received = 0;
  let furthest = 0;
  let retries = 0;
  let version: Version = { total: undefined, etag: undefined };

  for (;;) {
    const response = await openRest(open, received, version);
    if (response.status === 200) {
      version = versionOf(response);
      received = 0;
      await sink.clear();
    } else version.total ??= rangeTotal(response);

    const reader = response.body?.getReader();
    let broken: OptimalDialError | undefined;
    try {
      for (;;) {
        const piece = await reader?.read().catch((error: unknown) => {
          if (!isBreak(error)) throw error;
          broken = error;
        });
        if (piece?.value === undefined) break;
        await sink.append(piece.value);
        received += piece.value.byteLength;
        tell(onProgress, received, version.total);
      }
    } finally {
      // Ends the request if the disk or `onProgress` failed.
      await reader?.cancel().catch(() => undefined);
    }

    const { total, etag } = version;
    // Whole, even if the connection broke after the last byte.
    if (received === total || (total === undefined && broken === undefined)) return received;
    const isProgress = received > furthest;
    furthest = Math.max(furthest, received);
    if (broken === undefined) {
      // A range that is shorter than the one requested is completed by another.
      if (response.status === 206 && isProgress && received < (total ?? 0)) continue;
      throw new DownloadError(
        call,
        response.status,
        contentMessage(response.status, 'a body of another length than it announced'),
      );
    }
    // Bytes that can't be kept are no progress: without a strong ETag each retry starts over.
    const kept = isProgress && etag !== undefined;
    if (kept) retries = 0;
    if (retries >= maxRetries) throw broken;
    if (!kept) await sleep(equalJitter(BACKOFF, retries), signal);
    retries++;
  }
}

/** The rest of the same version if it can be had, otherwise the whole file. */
async function openRest(open: Fetching['open'], from: number, { total, etag }: Version): Promise<Response> {
  if (from === 0 || etag === undefined) return open();
  try {
    const response = await open({ from, etag });
    if (response.status === 200) return response;
    const now = rangeTotal(response) ?? total;
    // Without a total the end of the file can't be known; without an ETag, whether `If-Range` was ignored.
    const fits = now !== undefined && now === (total ?? now) && response.headers.get('etag') === etag;
    if (fits) return response;
    await response.body?.cancel();
  } catch (error) {
    // An unusable part, or none: another version, or a storage without ranges.
    if (!isOptimalDialError(error) || error.code !== 'download' || !('status' in error)) throw error;
    if (error.status !== 206 && error.status !== 416) throw error;
  }
  return open();
}

function versionOf({ headers }: Response): Version {
  const encoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  const length = headers.get('content-length') ?? '';
  const etag = headers.get('etag') ?? undefined;
  return {
    total: !encoded && /^\d+$/.test(length) ? Number(length) : undefined,
    etag: encoded ? undefined : rangeOf({ from: 1, etag })?.etag,
  };
}

function rangeTotal({ headers }: Response): number | undefined {
  const total = /\/(\d+)$/.exec(headers.get('content-range')?.trim() ?? '')?.[1];
  return total === undefined ? undefined : Number(total);
}

/** Whether the connection broke, or went silent. By code: the client may be of another copy of the package. */
function isBreak(error: unknown): error is OptimalDialError {
  return isOptimalDialError(error) && (error.code === 'connection' || error.code === 'timeout');
}

function tell(onProgress: SaveOptions['onProgress'], received: number, total: number | undefined): void {
  const told: unknown = onProgress?.({ received, total });
  // As `onProgress` says: a rejection must not end the process.
  Promise.resolve(told).catch(() => undefined);
}
