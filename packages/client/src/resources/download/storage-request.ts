import type { Fetch } from '../../transport/fetch-types.ts';
import { abortReason } from '../../time/abort.ts';
import { ConfigurationError } from '../../errors/configuration.ts';
import { contentMessage, DownloadError, statusMessage } from '../../errors/download.ts';
import { ConnectionError } from '../../errors/call-error.ts';
import { TimeoutError } from '../../errors/timeout.ts';
import { blockedError, isResponse, resultError } from '../../transport/fetch-error.ts';
import { piecesOf } from './chunks.ts';
import { retryAfter } from '../../response/retry-after.ts';
import { isTestingError } from '../../transport/testing-error.ts';
import { PAGE_FAULT, rangeOf, readHead, type Resume } from './storage-response.ts';
import type { Call } from '../../transport/types.ts';
import { callFetch } from '../../transport/call-fetch.ts';
import { withTimeout } from '../../time/with-timeout.ts';

/** How to open a file, and what ends that. */
interface Opening {
  readonly resume: Resume | undefined;
  /** Ends the body as well. */
  readonly signal: AbortSignal | undefined;
  /** Ends the opening only. */
  readonly ends: AbortSignal;
  readonly call: Call;
  /** Longest time without a response or a piece of the body, in ms. */
  readonly timeout: number;
  /** Makes the error for when that is over. */
  readonly late: () => TimeoutError;
}

/** Requests a file from the storage once. The response holds nothing of its URL. */
export async function openStored(
  send: Fetch,
  url: string,
  { resume, signal, ends, call, timeout, late }: Opening,
): Promise<Response> {
  if (ends.aborted) throw abortReason(ends);
  const aborts = new AbortController();
  const abort = (): void => aborts.abort(abortReason(signal));
  const release = (): void => signal?.removeEventListener('abort', abort);
  signal?.addEventListener('abort', abort, { once: true });
  const fail = (error: Error): Error => {
    release();
    aborts.abort(error);
    return error;
  };
  /** Runs one step, for no longer than the storage may be silent. */
  const lively = async <T>(phase: 'storage' | 'reading', step: () => Promise<T>): Promise<T> => {
    const until = phase === 'storage' ? ends : signal;
    try {
      return await withTimeout(timeout, until, late, step);
    } catch (cause) {
      release();
      aborts.abort(cause);
      const passes =
        cause instanceof TimeoutError ||
        cause instanceof ConfigurationError ||
        (until?.aborted && cause === until.reason);
      if (passes || isTestingError(cause)) throw cause;
      throw blockedError(call, cause) ?? new ConnectionError(call, phase, cause);
    }
  };

  const range = rangeOf(resume);
  // Unencoded: only then do its length, and the bytes that a range counts, hold.
  const asked: Record<string, string> = { 'accept-encoding': 'identity' };
  if (range) Object.assign(asked, { range: `bytes=${range.from}-`, 'if-range': range.etag });
  const { status, pieces, head, pauseFor } = await lively('storage', async () => {
    const response: unknown = await callFetch(send, url, {
      method: 'GET',
      headers: asked,
      body: null,
      signal: aborts.signal,
      redirect: 'manual',
    });
    if (!isResponse(response)) throw resultError(call, response);
    return {
      status: response.status,
      pieces: piecesOf(response),
      head: readHead(response, range),
      pauseFor: retryAfter(response.headers, undefined),
    };
  });
  if (status !== 200 && status !== 206) {
    // The body is never read: it may hold the URL.
    throw fail(new DownloadError(call, status, statusMessage(status), { retryAfter: pauseFor }));
  }
  const refuse = (what: string): Error => fail(new DownloadError(call, status, contentMessage(status, what)));
  if (head.fault !== undefined) throw refuse(head.fault);

  let left = head.length ?? Number.NaN;
  // A type that says nothing may hide the error page of a proxy. Only the start of a file shows that.
  let start = status === 206 || /csv/i.test(head.headers.get('content-type') ?? '') ? undefined : '';
  const decoder = new TextDecoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { done, value } = await lively('reading', async () => {
          const piece = await pieces.next();
          if (!piece.done && !ArrayBuffer.isView(piece.value)) throw new TypeError('not bytes');
          return piece;
        });
        if (done === true || value === undefined) {
          release();
          if (left > 0) controller.error(new ConnectionError(call, 'reading', undefined));
          else controller.close();
          return;
        }
        left -= value.byteLength;
        if (left < 0) throw refuse('more bytes than it announced');
        if (start !== undefined) {
          start += decoder.decode(value.subarray(0, 64), { stream: true });
          if (/^\s*<(?:\?xml|!doctype|!--|html|head|error>)/i.test(start)) throw refuse(PAGE_FAULT);
          if (start.length > 32) start = undefined;
        }
        controller.enqueue(value);
      },
      async cancel(reason) {
        release();
        await pieces.cancel(reason);
        aborts.abort(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers: head.headers });
}
