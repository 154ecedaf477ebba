import { isOptimalDialError, type OptimalDialError } from '../errors/base.ts';
import type { Call } from '../errors/call.ts';
import { contentProblem, DownloadError } from '../errors/download.ts';
import { rangeOf, type Resume } from '../resources/download/storage-response.ts';
import { equalJitter, type Backoff } from '../time/backoff.ts';
import { sleep } from '../time/sleep.ts';
import type { Sink } from './file-sink.ts';
import type { SaveOptions } from './save-options.ts';

const BACKOFF: Backoff = { first: 500, factor: 2, max: 30_000 };

interface FetchOptions extends Pick<SaveOptions, 'onProgress' | 'signal' | 'maxRetries'> {
  /** The call, for error messages. */
  readonly call: Call;
  /** Opens the file from its start, or resumes it. Has its own retries, so its errors are final. */
  readonly open: (resume?: Resume) => Promise<Response>;
}

/** The version of the file that is being fetched. */
interface Version {
  total: number | undefined;
  /** A strong ETag; `undefined` if the version can't be resumed. */
  readonly etag: string | undefined;
}

/**
 * Fetches a complete file, and resumes it if the body is interrupted.
 *
 * @returns the size of the file in bytes
 */
export async function fetchInto(
  sink: Pick<Sink, 'append' | 'clear'>,
  { call, open, onProgress, signal, maxRetries = 2 }: FetchOptions,
): Promise<number> {
  let received = 0;
  let maxReceived = 0;
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
    let interruption: OptimalDialError | undefined;
    try {
      for (;;) {
        const chunk = await reader?.read().catch((error: unknown) => {
          if (!isInterruption(error)) throw error;
          interruption = error;
        });
        if (chunk?.value === undefined) break;
        await sink.append(chunk.value);
        received += chunk.value.byteLength;
        reportProgress(onProgress, received, version.total);
      }
    } finally {
      // Aborts the request if the disk or `onProgress` failed.
      await reader?.cancel().catch(() => undefined);
    }

    const { total, etag } = version;
    // Complete, even if the connection was lost after the last byte.
    if (received === total || (total === undefined && interruption === undefined)) return received;
    const hasProgress = received > maxReceived;
    maxReceived = Math.max(maxReceived, received);
    if (interruption === undefined) {
      // The storage may send less than the requested range; the next request continues after it.
      if (response.status === 206 && hasProgress && received < (total ?? 0)) continue;
      throw new DownloadError(
        call,
        response.status,
        contentProblem(response.status, 'a body of a different length than announced'),
      );
    }
    // Without a strong ETag the next request starts over, so the received bytes are lost.
    const isKept = hasProgress && etag !== undefined;
    if (isKept) retries = 0;
    if (retries >= maxRetries) throw interruption;
    if (!isKept) await sleep(equalJitter(BACKOFF, retries), signal);
    retries++;
  }
}

/** Opens the rest of the same version, or the whole file if that isn't possible. */
async function openRest(
  open: FetchOptions['open'],
  from: number,
  { total, etag }: Version,
): Promise<Response> {
  if (from === 0 || etag === undefined) return open();
  try {
    const response = await open({ from, etag });
    if (response.status === 200) return response;
    const currentTotal = rangeTotal(response);
    // Only its own total shows where the file ends, because the length announced first may be wrong; and only an
    // ETag shows that `If-Range` was respected.
    const isSameVersion =
      currentTotal !== undefined &&
      currentTotal === (total ?? currentTotal) &&
      response.headers.get('etag') === etag;
    if (isSameVersion) return response;
    await response.body?.cancel();
  } catch (error) {
    // An unexpected range, or 416: another version, or a storage that doesn't support ranges.
    if (!isOptimalDialError(error) || error.code !== 'download' || !('status' in error)) throw error;
    if (error.status !== 206 && error.status !== 416) throw error;
  }
  return open();
}

function versionOf({ headers }: Response): Version {
  const isEncoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  const length = headers.get('content-length') ?? '';
  const etag = headers.get('etag') ?? undefined;
  return {
    total: !isEncoded && /^\d+$/.test(length) ? Number(length) : undefined,
    etag: isEncoded ? undefined : rangeOf({ from: 1, etag })?.etag,
  };
}

function rangeTotal({ headers }: Response): number | undefined {
  const total = /\/(\d+)$/.exec(headers.get('content-range')?.trim() ?? '')?.[1];
  return total === undefined ? undefined : Number(total);
}

/** Whether the connection was lost or idle. By code, because the client may be from another copy of the package. */
function isInterruption(error: unknown): error is OptimalDialError {
  return isOptimalDialError(error) && (error.code === 'connection' || error.code === 'timeout');
}

function reportProgress(
  onProgress: SaveOptions['onProgress'],
  received: number,
  total: number | undefined,
): void {
  const result: unknown = onProgress?.({ received, total });
  // An unhandled rejection would end the process.
  Promise.resolve(result).catch(() => undefined);
}
