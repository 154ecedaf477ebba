import { platform } from '#platform';
import type { Call } from '../../errors/call.ts';
import { ConnectionError } from '../../errors/call-error.ts';
import { ConfigurationError } from '../../errors/configuration.ts';
import { contentProblem, DownloadError, statusProblem } from '../../errors/download.ts';
import { TimeoutError } from '../../errors/timeout.ts';
import { retryAfter } from '../../response/retry-after.ts';
import { abortReason } from '../../time/abort.ts';
import { withTimeout } from '../../time/with-timeout.ts';
import { callFetch } from '../../transport/call-fetch.ts';
import { blockedError, isResponse, resultError } from '../../transport/fetch-error.ts';
import type { Fetch } from '../../transport/fetch-types.ts';
import { isTestingError } from '../../transport/testing-error.ts';
import { chunksOf } from './chunks.ts';
import { rangeOf, readHead, UNEXPECTED_DOCUMENT, type Resume } from './storage-response.ts';

/** How to open a file. */
interface OpenOptions {
  readonly resume: Resume | undefined;
  /** Aborts the request and the body. */
  readonly signal: AbortSignal | undefined;
  /** Aborts the request only. */
  readonly openSignal: AbortSignal;
  readonly call: Call;
  /** Idle timeout in ms, of the response and of each chunk of the body. */
  readonly timeout: number;
  readonly timeoutError: () => TimeoutError;
}

/** Requests a file from the storage, once. The response doesn't contain its URL. */
export async function openStored(
  fetch: Fetch,
  url: string,
  { resume, signal, openSignal, call, timeout, timeoutError }: OpenOptions,
): Promise<Response> {
  if (openSignal.aborted) throw abortReason(openSignal);
  const controller = new AbortController();
  const abort = (): void => controller.abort(abortReason(signal));
  const release = (): void => signal?.removeEventListener('abort', abort);
  signal?.addEventListener('abort', abort, { once: true });
  const fail = (error: Error): Error => {
    release();
    controller.abort(error);
    return error;
  };
  const withIdleTimeout = async <T>(phase: 'storage' | 'reading', step: () => Promise<T>): Promise<T> => {
    const stepSignal = phase === 'storage' ? openSignal : signal;
    try {
      return await withTimeout(timeout, stepSignal, timeoutError, step);
    } catch (cause) {
      release();
      controller.abort(cause);
      const isFinal =
        cause instanceof TimeoutError ||
        cause instanceof ConfigurationError ||
        (stepSignal?.aborted && cause === stepSignal.reason);
      if (isFinal || isTestingError(cause)) throw cause;
      throw blockedError(call, cause) ?? new ConnectionError(call, phase, cause);
    }
  };

  const range = rangeOf(resume);
  // Without compression, so that `content-length` and ranges count the bytes of the file.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (range) Object.assign(headers, { range: `bytes=${range.from}-`, 'if-range': range.etag });
  const request = async () => {
    const response: unknown = await callFetch(fetch, url, {
      method: 'GET',
      headers,
      body: null,
      signal: controller.signal,
      redirect: 'manual',
    });
    if (!isResponse(response)) throw resultError(call, response);
    const { status } = response;
    return {
      status,
      ok: status === 200 || status === 206,
      chunks: chunksOf(response),
      head: readHead(response, range),
      delay: retryAfter(response.headers, undefined),
    };
  };
  const { status, ok, chunks, head, delay } = await platform.trace(
    'attempt',
    // Without its URL, which is signed.
    () => ({ name: 'GET storage', method: 'GET', number: call.attempts }),
    () => withIdleTimeout('storage', request),
  );
  if (!ok) {
    // The body is never read, because it may contain the URL.
    throw fail(new DownloadError(call, status, statusProblem(status), { retryAfter: delay }));
  }
  const reject = (content: string): Error =>
    fail(new DownloadError(call, status, contentProblem(status, content)));
  if (head.unexpected !== undefined) throw reject(head.unexpected);

  let remaining = head.length ?? Number.NaN;
  // If the content type doesn't say CSV, the start of the body may be the error page of a proxy.
  const isCsv = /csv/i.test(head.headers.get('content-type') ?? '');
  let start = status === 206 || isCsv ? undefined : '';
  const decoder = new TextDecoder();
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(stream) {
        const { done, value } = await withIdleTimeout('reading', async () => {
          const chunk = await chunks.next();
          if (!chunk.done && !ArrayBuffer.isView(chunk.value)) throw new TypeError('not bytes');
          return chunk;
        });
        if (done === true || value === undefined) {
          release();
          if (remaining > 0) stream.error(new ConnectionError(call, 'reading', undefined));
          else stream.close();
          return;
        }
        remaining -= value.byteLength;
        if (remaining < 0) throw reject('more bytes than announced');
        if (start !== undefined) {
          start += decoder.decode(value.subarray(0, 64), { stream: true });
          if (/^\s*<(?:\?xml|!doctype|!--|html|head|error>)/i.test(start)) throw reject(UNEXPECTED_DOCUMENT);
          if (start.length > 32) start = undefined;
        }
        stream.enqueue(value);
      },
      async cancel(reason) {
        release();
        await chunks.cancel(reason);
        controller.abort(reason);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers: head.headers });
}
