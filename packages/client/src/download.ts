import type { DownloadLink } from '@optimaldial/types';
import type { Fetch } from './attempt.ts';
import { DownloadError } from './errors/download.ts';
import { ConnectionError } from './errors/no-answer.ts';
import { InvalidInputError } from './errors/refused-before-sending.ts';
import { travelsInTheClear } from './in-the-clear.ts';
import type { CallOptions } from './raw-types.ts';
import { isOfStandIn } from './stand-in.ts';
import type { Call } from './wire.ts';

/** Options of `uploads.download`. */
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

/** Fetches the file behind a link; `call` is what an error says instead of the link. */
export type OpenLink = (url: string, call: Call, options: DownloadOptions) => Promise<Response>;

/**
 * Makes the function that fetches from the storage: another host, which must not see the key.
 *
 * @param given sends the requests; default: the global `fetch`, looked up at each call
 */
export function createOpenLink(
  given: Fetch | undefined,
  allowInsecureHosts: readonly string[] = [],
): OpenLink {
  return async (url, call, { resume, signal }) => {
    if (!URL.canParse(url) || travelsInTheClear(new URL(url), allowInsecureHosts)) {
      throw new DownloadError(call, undefined);
    }
    const send = given ?? globalThis.fetch;
    signal?.throwIfAborted();
    try {
      return await send(url, { headers: fileHeaders(resume), signal: signal ?? null, redirect: 'manual' });
    } catch (cause) {
      signal?.throwIfAborted();
      if (isOfStandIn(cause)) throw cause;
      throw new ConnectionError(call, 'storage', cause);
    }
  };
}

const REFUSED: readonly number[] = [400, 401, 403];

/**
 * Opens a file of an upload: asks for a link, and follows it. A link that the storage refuses, because
 * it is too old by the storage's clock, is signed anew once.
 *
 * @param sign asks the API for a link
 */
export async function download(
  sign: () => Promise<DownloadLink>,
  openLink: OpenLink,
  call: Call,
  options: DownloadOptions,
): Promise<Response> {
  const { resume, signal } = options;
  if (resume !== undefined && !(Number.isSafeInteger(resume.from) && resume.from >= 0)) {
    throw new InvalidInputError('`resume.from` must be a number of bytes: a whole number, 0 or more.');
  }
  for (let signed = 1; ; signed++) {
    const { download_url } = await sign();
    const response = await openLink(download_url, call, options);
    const { status } = response;
    if (status === 200 || (status === 206 && resume !== undefined)) return shown(response, call, signal);
    // Nobody reads what the storage wrote: it may hold the link.
    await response.body?.cancel().catch(() => undefined);
    if (signed === 2 || !REFUSED.includes(status)) throw new DownloadError(call, status);
  }
}

function fileHeaders(resume: Resume | undefined): Record<string, string> {
  // As it is stored: only so do its length, and the bytes that a range counts, hold.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (resume === undefined || resume.from === 0) return headers;
  headers['range'] = `bytes=${resume.from}-`;
  if (resume.etag !== undefined) headers['if-range'] = resume.etag;
  return headers;
}

/** The response with nothing of the link in it: neither in its `url` nor in an error of its body. */
function shown(response: Response, call: Call, signal: AbortSignal | undefined): Response {
  const { status, headers } = response;
  const reader = response.body?.getReader();
  if (reader === undefined) return new Response(null, { status, headers });
  let missing = lengthOf(headers);
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) {
            missing -= value.byteLength;
            controller.enqueue(value);
          } else if (missing > 0) {
            controller.error(new ConnectionError(call, 'reading', undefined));
          } else {
            controller.close();
          }
        } catch (cause) {
          controller.error(signal?.aborted ? signal.reason : new ConnectionError(call, 'reading', cause));
        }
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { status, headers });
}

/** Bytes that the body has to have; 0 where its headers do not say. */
function lengthOf(headers: Headers): number {
  const encoded = (headers.get('content-encoding') ?? 'identity') !== 'identity';
  return encoded ? 0 : Number(headers.get('content-length') ?? 0) || 0;
}
