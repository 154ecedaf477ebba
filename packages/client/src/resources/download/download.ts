import { platform } from '#platform';
import type { DownloadLink } from '@optimaldial/types';
import { DownloadError, URL_REJECTED } from '../../errors/download.ts';
import { InvalidInputError } from '../../errors/invalid-input.ts';
import { TimeoutError } from '../../errors/timeout.ts';
import { isTransient } from '../../errors/transient.ts';
import type { CallOptions } from '../../request/call-options.ts';
import { isInsecure } from '../../request/insecure-url.ts';
import { equalJitter, MAX_DELAY_MS, type Backoff } from '../../time/backoff.ts';
import { checkLimits, resolveLimits, type CallLimits } from '../../time/limits.ts';
import { sleep } from '../../time/sleep.ts';
import { withTimeout } from '../../time/with-timeout.ts';
import type { Fetch } from '../../transport/fetch-types.ts';
import { openStored } from './storage-request.ts';
import type { Resume } from './storage-response.ts';

/**
 * Options of `uploads.download`.
 *
 * `deadline` limits opening the file: signing the URL, the requests to the storage, and the backoff between
 * them. `timeout` limits each request, and while you read the body it is an idle timeout. The body as a whole
 * has no time limit: pass `signal: AbortSignal.timeout(ms)` to set one. `maxRetries` is how often a transient
 * failure to open the file is retried.
 */
export interface DownloadOptions extends CallOptions {
  /**
   * Resumes an interrupted download. Check the status of the response: 206 continues at `from`, 200 is the
   * whole file again.
   *
   * @default the whole file
   */
  readonly resume?: Resume | undefined;
}

/**
 * Opens a file of an upload: requests a signed URL from the API, then the file from the storage.
 *
 * @param sign requests a signed URL
 * @param path path of the call, for error messages
 */
export type Download = (
  sign: (signal: AbortSignal) => Promise<DownloadLink>,
  path: string,
  options: DownloadOptions,
) => Promise<Response>;

const BACKOFF: Backoff = { first: 500, factor: 2, max: 8000 };

/** How to reach the storage, which is a different host and never receives the API key. */
interface StorageOptions {
  /** Sends the requests. @default the global `fetch` at the time of the request */
  readonly fetch: Fetch | undefined;
  readonly allowInsecureHosts: readonly string[] | undefined;
  readonly limits: CallLimits;
}

/** Creates the function that opens files. */
export function createDownload({ fetch, allowInsecureHosts = [], limits }: StorageOptions): Download {
  return async (sign, path, options) => {
    const { resume, signal } = options;
    checkLimits(options, InvalidInputError);
    if (resume !== undefined && !(Number.isSafeInteger(resume.from) && resume.from >= 0)) {
      throw new InvalidInputError('`resume.from` must be a non-negative integer.');
    }
    const { maxRetries, timeout, deadline } = resolveLimits(options, limits);
    const started = performance.now();
    const elapsed = (): number => performance.now() - started;
    let attempts = 0;
    const currentCall = () => ({ method: 'GET', path, attempts });
    const timeoutError = (limit: 'timeout' | 'deadline', ms: number) => (): TimeoutError =>
      new TimeoutError(currentCall(), { limit, ms, elapsed: Math.round(elapsed()) });

    const open = async (openSignal: AbortSignal): Promise<Response> => {
      let urlRejected = false;
      for (let retries = 0; ;) {
        // Has its own retries, so its errors are final.
        const { download_url: url } = await sign(openSignal);
        attempts++;
        if (!URL.canParse(url) || isInsecure(new URL(url), allowInsecureHosts)) {
          throw new DownloadError(
            currentCall(),
            undefined,
            'it does not use https. Add the host to `allowInsecureHosts` if you trust its network.',
          );
        }
        try {
          return await openStored(fetch ?? globalThis.fetch, url, {
            resume,
            signal,
            openSignal,
            call: currentCall(),
            timeout,
            timeoutError: timeoutError('timeout', timeout),
          });
        } catch (error) {
          const { status = 0, retryAfter = 0 }: Partial<DownloadError> =
            error instanceof DownloadError ? error : {};
          if (URL_REJECTED.includes(status) && !urlRejected) {
            // Expired by the clock of the storage: sign a new URL immediately, but only once.
            urlRejected = true;
            continue;
          }
          const delay = Math.max(equalJitter(BACKOFF, retries), retryAfter * 1000);
          const maxDelay = Math.min(deadline - elapsed(), MAX_DELAY_MS);
          if (!isTransient(error) || retries >= maxRetries || delay >= maxDelay) throw error;
          retries++;
          await sleep(delay, openSignal);
        }
      }
    };
    return platform.trace(
      'call',
      () => ({ name: 'download', method: 'GET' }),
      () => withTimeout(deadline, signal, timeoutError('deadline', deadline), open),
    );
  };
}
