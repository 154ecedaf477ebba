import type { DownloadLink } from '@optimaldial/types';
import type { Fetch } from '../../transport/fetch-types.ts';
import { equalJitter, MAX_DELAY_MS, type Backoff } from '../../time/backoff.ts';
import { DownloadError, REFUSED } from '../../errors/download.ts';
import { InvalidInputError } from '../../errors/invalid-input.ts';
import { TimeoutError } from '../../errors/timeout.ts';
import { isTransient } from '../../errors/transient.ts';
import { isInsecure } from '../../request/insecure-url.ts';
import { checkLimits, resolveLimits, type CallLimits } from '../../time/limits.ts';
import { openStored } from './storage-request.ts';
import { sleep } from '../../time/sleep.ts';
import type { CallOptions } from '../../request/call-options.ts';
import type { Resume } from './storage-response.ts';
import { withTimeout } from '../../time/with-timeout.ts';

/**
 * Options of `uploads.download`.
 *
 * `deadline` limits opening the file: signing its URL, requests to the storage, and the backoff between
 * them. `timeout` limits each of these requests, and then every wait for the next bytes of the body (an
 * idle timeout). The body as a whole has no time limit: pass `signal: AbortSignal.timeout(ms)` to set one.
 * `maxRetries` is how often a transient failure to open the file is retried.
 */
export interface DownloadOptions extends CallOptions {
  /**
   * Resumes an interrupted download. Check the status of the response: 206 continues at `from`, 200 is
   * the whole file again. `@default` the whole file
   */
  readonly resume?: Resume | undefined;
}

/**
 * Opens a file of an upload: asks the API for a signed URL, and requests it.
 *
 * @param sign asks the API for a signed URL, until the signal ends that
 * @param path of the call, which errors name instead of the URL
 */
export type Download = (
  sign: (signal: AbortSignal) => Promise<DownloadLink>,
  path: string,
  options: DownloadOptions,
) => Promise<Response>;

const BACKOFF: Backoff = { first: 500, factor: 2, max: 8000 };

/** What the client knows of the storage: another host, which must not see the key. */
interface Storage {
  /** Sends the requests; by default the global `fetch`, looked up at each request. */
  readonly given: Fetch | undefined;
  readonly allowInsecureHosts: readonly string[] | undefined;
  readonly limits: CallLimits;
}

/** Makes the function that opens files. */
export function createDownload({ given, allowInsecureHosts = [], limits }: Storage): Download {
  return async (sign, path, options) => {
    const { resume, signal } = options;
    checkLimits(options, InvalidInputError);
    if (resume !== undefined && !(Number.isSafeInteger(resume.from) && resume.from >= 0)) {
      throw new InvalidInputError('`resume.from` must be a number of bytes: an integer, 0 or greater.');
    }
    const { maxRetries, timeout, deadline } = resolveLimits(options, limits);
    const started = performance.now();
    const elapsed = (): number => performance.now() - started;
    let attempts = 0;
    const callNow = () => ({ method: 'GET', path, attempts });
    const tooLate = (limit: 'timeout' | 'deadline', ms: number) => (): TimeoutError =>
      new TimeoutError(callNow(), { limit, ms, elapsed: Math.round(elapsed()) });

    const opening = async (ends: AbortSignal): Promise<Response> => {
      let refused = false;
      for (let retries = 0; ;) {
        // Retries by its own policy: a failure is final.
        const { download_url: url } = await sign(ends);
        attempts++;
        if (!URL.canParse(url) || isInsecure(new URL(url), allowInsecureHosts)) {
          throw new DownloadError(
            callNow(),
            undefined,
            'got a signed URL that is not https, so it was not followed. If you trust the network to its host, add that host to `allowInsecureHosts`.',
          );
        }
        try {
          const send = given ?? globalThis.fetch;
          const late = tooLate('timeout', timeout);
          return await openStored(send, url, { resume, signal, ends, call: callNow(), timeout, late });
        } catch (error) {
          const { status = 0, retryAfter = 0 }: Partial<DownloadError> =
            error instanceof DownloadError ? error : {};
          if (REFUSED.includes(status) && !refused) {
            // Expired by the clock of the storage: signed again at once, but only once.
            refused = true;
            continue;
          }
          const wait = Math.max(equalJitter(BACKOFF, retries), retryAfter * 1000);
          const most = Math.min(deadline - elapsed(), MAX_DELAY_MS);
          if (!isTransient(error) || retries >= maxRetries || wait >= most) throw error;
          retries++;
          await sleep(wait, ends);
        }
      }
    };
    return withTimeout(deadline, signal, tooLate('deadline', deadline), opening);
  };
}
