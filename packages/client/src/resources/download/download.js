import { growingPause, LONGEST_PAUSE_MS } from '../../retry/backoff.ts';
import { DownloadError, REFUSED } from '../../errors/download.ts';
import { InvalidInputError } from '../../errors/invalid-input.ts';
import { TimeoutError } from '../../errors/timeout.ts';
import { isTransient } from '../../retry/transient.ts';
import { travelsInTheClear } from '../../request/insecure-url.ts';
import { checkLimits, limitsOf } from '../../retry/limits.ts';
import { openStored } from './storage-request.ts';
import { pause } from '../../retry/sleep.ts';
import { within } from '../../retry/with-timeout.ts';
const BACKOFF = { first: 500, factor: 2, most: 8000 };
/** Makes the function that opens files. */
export function createDownload({ given, allowInsecureHosts = [], limits }) {
  return async (sign, path, options) => {
    const { resume, signal } = options;
    checkLimits(options, InvalidInputError);
    if (resume !== undefined && !(Number.isSafeInteger(resume.from) && resume.from >= 0)) {
      throw new InvalidInputError('`resume.from` must be a number of bytes: an integer, 0 or greater.');
    }
    const { maxRetries, timeout, deadline } = limitsOf(options, limits);
    const started = performance.now();
    const elapsed = () => performance.now() - started;
    let attempts = 0;
    const callNow = () => ({ method: 'GET', path, attempts });
    const tooLate = (limit, ms) => () =>
      new TimeoutError(callNow(), { limit, ms, elapsed: Math.round(elapsed()) });
    const opening = async (ends) => {
      let refused = false;
      for (let retries = 0; ;) {
        // Retries by its own policy: a failure is final.
        const { download_url: url } = await sign(ends);
        attempts++;
        if (!URL.canParse(url) || travelsInTheClear(new URL(url), allowInsecureHosts)) {
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
          const { status = 0, retryAfter = 0 } = error instanceof DownloadError ? error : {};
          if (REFUSED.includes(status) && !refused) {
            // Expired by the clock of the storage: signed again at once, but only once.
            refused = true;
            continue;
          }
          const wait = Math.max(growingPause(BACKOFF, retries), retryAfter * 1000);
          const most = Math.min(deadline - elapsed(), LONGEST_PAUSE_MS);
          if (!isTransient(error) || retries >= maxRetries || wait >= most) throw error;
          retries++;
          await pause(wait, ends);
        }
      }
    };
    return within(deadline, signal, tooLate('deadline', deadline), opening);
  };
}
