import { platform } from '#platform';
import { fileError } from '../body/file-error.ts';
import { multipart } from '../body/multipart.ts';
import { isForm } from '../body/serialize-body.ts';
import { RedirectError } from '../errors/api-error.ts';
import { isOptimalDialError } from '../errors/base.ts';
import { ConnectionError } from '../errors/call-error.ts';
import { sleep } from '../time/sleep.ts';
import { checkApiKey, type ApiKey } from './api-key.ts';
import { callFetch } from './call-fetch.ts';
import {
  blockedError,
  isRedirect,
  isResponse,
  rejectsArguments,
  resultError,
  thrownError,
} from './fetch-error.ts';
import type { Fetch, SentInit } from './fetch-types.ts';
import { readResponse } from './read-response.ts';
import { isTestingError } from './testing-error.ts';
import { describeCall, type ApiResponse, type Attempt, type PreparedRequest } from './types.ts';

/** Makes one attempt, until the signal ends it. */
export type SendAttempt = (
  request: PreparedRequest,
  attempt: Attempt,
  signal: AbortSignal,
) => Promise<ApiResponse>;

/**
 * Creates the transport layer, which makes one attempt: it adds the API key, calls `fetch`, and reads the
 * whole body, so that a broken body is a failed attempt rather than half an object.
 *
 * @returns a function that rejects with `ConnectionError`, `UnreadableResponseError`, `RedirectError`,
 *   `ConfigurationError` (the key function returned no key, or `fetch` is broken), `InvalidInputError` (a
 *   file could not be read), or what the key function threw
 */
export function createSendAttempt(apiKey: ApiKey, customFetch: Fetch | undefined): SendAttempt {
  return async (request, attempt, signal) => {
    let key = apiKey;
    if (typeof key !== 'string') {
      const began = performance.now();
      key = checkApiKey(await key());
      // The attempt ended while the key was being read, or its timer is due: nothing may be sent any more.
      if (signal.aborted || performance.now() - began >= attempt.timeout) await sleep(Infinity, signal);
    }
    const init = fetchInit(request, key, signal, attempt);
    // Looked up for each attempt, because test tools replace the global one later.
    const fetch = customFetch ?? globalThis.fetch;
    if (request.nonIdempotent) countBodyReads(init, attempt);
    const extra = customFetch === undefined ? platform.timeoutInit(attempt.timeout) : undefined;
    let response: unknown;
    let text: unknown;
    try {
      attempt.sent = true;
      response = await callFetch(fetch, request.url, Object.assign(init, extra));
      // Other implementations and mocks may lack `response.text`.
      text = isResponse(response) ? await response.text?.() : undefined;
    } catch (cause) {
      throw attemptError(cause, request, attempt, response !== undefined);
    }
    if (!isResponse(response) || typeof text !== 'string') {
      if (attempt.bodyReads === 0) attempt.sent = false;
      throw resultError(describeCall(request, attempt.number), response);
    }
    return readResponse(request, attempt, key, response, text);
  };
}

/**
 * Counts how often `fetch` reads the body. If it fails before the first read, nothing was sent. If it reads
 * the body twice, the first read may have been sent, so the phase of the last failure proves nothing.
 */
function countBodyReads(init: SentInit, attempt: Attempt): void {
  const { body: value } = init;
  let reads = 0;
  attempt.bodyReads = 0;
  const get = (): SentInit['body'] => {
    attempt.bodyReads = ++reads;
    return value;
  };
  // A custom `fetch` may replace the body.
  const set = (body: unknown): void => {
    attempt.bodyReads = ++reads;
    Object.defineProperty(init, 'body', { value: body, writable: true });
  };
  Object.defineProperty(init, 'body', { get, set, enumerable: true, configurable: true });
}

/** The error for an attempt that got no response. */
function attemptError(
  cause: unknown,
  request: PreparedRequest,
  attempt: Attempt,
  responded: boolean,
): unknown {
  if (isTestingError(cause)) {
    // A mistake in a test, found before the request was processed.
    attempt.sent = false;
    return cause;
  }
  const { fileError: reason } = attempt;
  if (reason !== undefined) return isOptimalDialError(reason) ? reason : fileError('The file', reason);
  const call = describeCall(request, attempt.number);
  const blocked = blockedError(call, cause);
  if (blocked) {
    attempt.sent = false;
    return blocked;
  }
  if (isRedirect(cause)) return new RedirectError(call, 0);
  const readTwice = (attempt.bodyReads ?? 0) > 1;
  const phase = responded ? 'reading' : readTwice ? undefined : platform.connectPhase(cause);
  const bug = phase === 'connect' || phase === 'certificate' ? undefined : thrownError(call, cause);
  if (bug === undefined) return new ConnectionError(call, phase ?? 'sending', cause);
  if (attempt.bodyReads === 0 || (!responded && rejectsArguments(cause))) attempt.sent = false;
  return bug;
}

function fetchInit(
  { method, headers: given, body }: PreparedRequest,
  key: string,
  signal: AbortSignal,
  attempt: Attempt,
): SentInit {
  const headers = { ...given, authorization: `Bearer ${key}` };
  const init: SentInit = {
    method,
    headers,
    body: typeof body === 'string' ? body : null,
    signal,
    redirect: 'manual',
  };
  if (typeof body !== 'object') return init;
  if (!isForm(body)) return Object.assign(init, { body, duplex: 'half' });
  const form = multipart(body.form);
  // Overrides a content type of the caller, which would lack the boundary.
  return { ...init, headers: { ...headers, 'content-type': form.type }, ...platform.formInit(form, attempt) };
}
