import type { DownloadLink } from '@optimaldial/types';
import type { Fetch } from './attempt.ts';
import { growingPause, type Growth } from './backoff.ts';
import { DownloadError } from './errors/download.ts';
import { ConnectionError } from './errors/no-answer.ts';
import { InvalidInputError } from './errors/invalid-input.ts';
import { TimeoutError } from './errors/timeout.ts';
import { isTransient } from './errors/transient.ts';
import { travelsInTheClear } from './in-the-clear.ts';
import { checkLimits, limitsOf, type CallLimits } from './limits.ts';
import { pause } from './pause.ts';
import type { CallOptions } from './raw-types.ts';
import { isOfStandIn } from './stand-in.ts';
import type { Call } from './wire.ts';
import { within } from './within.ts';

/** Options of `uploads.download`. `timeout` is how long it may go without a byte, in ms; there is no limit to the whole. */
export interface DownloadOptions extends CallOptions {
  /**
   * Goes on with a download that broke off. Look at the status of the response: 206 goes on at `from`,
   * 200 is the whole file again. Default: the whole file.
   */
  readonly resume?: Resume | undefined;
}

/** Where a download goes on. */
export interface Resume {
  /** Bytes that are there already. */
  readonly from: number;
  /** `etag` of the response that they came with: where the file is another one by now, it is sent whole. */
  readonly etag?: string | undefined;
}

/**
 * Opens a file of an upload: asks for a link, and follows it.
 *
 * @param sign asks the API for a link
 * @param path of the call, which an error names instead of the link
 */
export type Download = (
  sign: () => Promise<DownloadLink>,
  path: string,
  options: DownloadOptions,
) => Promise<Response>;

const PAUSES: Growth = { first: 500, factor: 2, most: 8000 };
const REFUSED: readonly number[] = [400, 401, 403];

/** What the client says of the storage: another host, which must not see the key. */
interface Storage {
  /** Sends the requests; default: the global `fetch`, looked up at each call. */
  readonly given: Fetch | undefined;
  readonly allowInsecureHosts: readonly string[] | undefined;
  readonly limits: CallLimits;
}

/** Makes the function that opens files. */
export function createDownload({ given, allowInsecureHosts = [], limits }: Storage): Download {
  return async (sign, path, options) => {
    const { resume } = options;
    checkLimits(options, InvalidInputError);
    if (resume !== undefined && !(Number.isSafeInteger(resume.from) && resume.from >= 0)) {
      throw new InvalidInputError('`resume.from` must be a number of bytes: a whole number, 0 or more.');
    }
    const { maxRetries, timeout } = limitsOf(options, limits, undefined);
    let refused = false;
    for (let number = 1; ; number++) {
      const call = { method: 'GET', path, attempts: number };
      const { download_url: url } = await sign();
      if (!URL.canParse(url) || travelsInTheClear(new URL(url), allowInsecureHosts)) {
        throw new DownloadError(call, undefined);
      }
      try {
        return await open(given ?? globalThis.fetch, url, { ...options, call, timeout });
      } catch (error) {
        const status = error instanceof DownloadError ? error.status : undefined;
        if (status !== undefined && REFUSED.includes(status) && !refused) {
          // Too old by the storage's clock: signed anew at once, and once.
          refused = true;
          continue;
        }
        if (!isTransient(error) || number > maxRetries) throw error;
        await pause(growingPause(PAUSES, number), options.signal);
      }
    }
  };
}

/** Fetches from the storage, and gives a response with nothing of the link in it. */
async function open(
  send: Fetch,
  url: string,
  { resume, signal, call, timeout }: DownloadOptions & { call: Call; timeout: number },
): Promise<Response> {
  const ends = new AbortController();
  const abort = (): void => ends.abort(signal?.reason);
  const release = (): void => signal?.removeEventListener('abort', abort);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', abort, { once: true });
  const started = performance.now();
  const elapsed = (): number => Math.round(performance.now() - started);
  /** One piece of work, which may take no longer than a storage may be silent. */
  const lively = async <T>(phase: 'storage' | 'reading', work: () => Promise<T>): Promise<T> => {
    try {
      return await within(
        timeout,
        signal,
        () => new TimeoutError(call, { limit: 'timeout', ms: timeout, elapsed: elapsed() }),
        work,
      );
    } catch (cause) {
      release();
      ends.abort(cause);
      const passes = cause instanceof TimeoutError || (signal?.aborted && cause === signal.reason);
      throw passes || isOfStandIn(cause) ? cause : new ConnectionError(call, phase, cause);
    }
  };

  const headers = fileHeaders(resume);
  const response = await lively('storage', () =>
    send(url, { headers, signal: ends.signal, redirect: 'manual' }),
  );
  const { status } = response;
  if (status === 200 || (status === 206 && resume !== undefined)) {
    return new Response(bodyOf(response, call, lively, release), { status, headers: response.headers });
  }
  // Nobody reads what the storage wrote: it may hold the link.
  release();
  ends.abort();
  throw new DownloadError(call, status);
}

function fileHeaders(resume: Resume | undefined): Record<string, string> {
  // As it is stored: only so do its length, and the bytes that a range counts, hold.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (resume === undefined || resume.from === 0) return headers;
  headers['range'] = `bytes=${resume.from}-`;
  if (resume.etag !== undefined) headers['if-range'] = resume.etag;
  return headers;
}

/** The body, errored where it ends before its length. */
function bodyOf(
  response: Response,
  call: Call,
  lively: <T>(phase: 'reading', work: () => Promise<T>) => Promise<T>,
  release: () => void,
): ReadableStream<Uint8Array> | null {
  const reader = response.body?.getReader();
  if (reader === undefined) {
    release();
    return null;
  }
  let missing = lengthOf(response.headers);
  return new ReadableStream(
    {
      async pull(controller) {
        const { done, value } = await lively('reading', () => reader.read());
        if (!done) {
          missing -= value.byteLength;
          controller.enqueue(value);
          return;
        }
        release();
        if (missing > 0) controller.error(new ConnectionError(call, 'reading', undefined));
        else controller.close();
      },
      async cancel(reason) {
        release();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}

/** Bytes that the body has to have; 0 where its headers do not say. */
function lengthOf(headers: Headers): number {
  const encoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  return encoded ? 0 : Number(headers.get('content-length') ?? 0) || 0;
}
