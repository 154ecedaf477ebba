import { platform } from '#platform';
import { checkApiKey, type ApiKey } from './api-key.ts';
import { isForm } from '../body/serialize-body.ts';
import { RedirectError } from '../errors/api-error.ts';
import { isOptimalDialError } from '../errors/base.ts';
import { ConnectionError } from '../errors/call-error.ts';
import type { Fetch, SentInit } from './fetch-types.ts';
import { blockedError, isResponse, rejectsArguments, resultError, thrownError } from './fetch-error.ts';
import { fileError } from '../body/file-error.ts';
import { multipart } from '../body/multipart.ts';
import { sleep } from '../time/sleep.ts';
import { readResponse } from './read-response.ts';
import { isRedirect } from './redirects.ts';
import { isTestingError } from './testing-error.ts';
import { callFetch } from './call-fetch.ts';
import { describeCall, type ApiResponse, type PreparedRequest, type Try } from './types.ts';

/** Carries out one attempt, until the signal ends it. */
export type Attempt = (request: PreparedRequest, one: Try, signal: AbortSignal) => Promise<ApiResponse>;

/**
 * Makes the function that carries out one attempt: it adds the key, sends, and reads the body whole,
 * so that a broken body is a failed attempt rather than half an object.
 *
 * @returns a function that rejects with `ConnectionError`, `UnreadableResponseError`, `RedirectError`,
 *   `ConfigurationError` (the key function gave no key, or `fetch` is broken), `InvalidInputError` (a file could not
 *   be read) or what the key function threw
 */
export function createSend(apiKey: ApiKey, given: Fetch | undefined): Attempt {
  return async (request, one, signal) => {
    let key = apiKey;
    if (typeof key !== 'string') {
      const began = performance.now();
      key = checkApiKey(await key());
      // Ended while the key was read, or about to: its timer is due. Nothing may leave any more.
      if (signal.aborted || performance.now() - began >= one.ms) await sleep(Infinity, signal);
    }
    const init = initOf(request, key, signal, one);
    // Looked up now, not when the client was made: test tools replace the global one later.
    const send = given ?? globalThis.fetch;
    if (request.plan.once) observeBody(init, one);
    const extra = given === undefined ? platform.timeoutInit(one.ms) : undefined;
    let response: unknown;
    let text: unknown;
    try {
      one.sent = true;
      response = await callFetch(send, request.url, Object.assign(init, extra));
      // `response.text` may not be there: other implementations, and mocks.
      text = isResponse(response) ? await response.text?.() : undefined;
    } catch (cause) {
      throw failure(cause, request, one, response !== undefined);
    }
    if (!isResponse(response) || typeof text !== 'string') {
      if (one.bodyReads === 0) one.sent = false;
      throw resultError(describeCall(request, one.number), response);
    }
    return readResponse(request, one, key, response, text);
  };
}

/**
 * Counts how often `fetch` asks for the body. One that failed before it did has sent nothing; one that asked
 * again may have sent it before, so that its last failure proves nothing.
 */
function observeBody(init: SentInit, one: Try): void {
  const { body: value } = init;
  let reads = 0;
  one.bodyReads = 0;
  const get = (): SentInit['body'] => {
    one.bodyReads = ++reads;
    return value;
  };
  // A `fetch` of the caller's may replace it.
  const set = (body: unknown): void => {
    one.bodyReads = ++reads;
    Object.defineProperty(init, 'body', { value: body, writable: true });
  };
  Object.defineProperty(init, 'body', { get, set, enumerable: true, configurable: true });
}

/** The error for an attempt that brought no response. */
function failure(cause: unknown, request: PreparedRequest, one: Try, responded: boolean): unknown {
  if (isTestingError(cause)) {
    // A mistake of a test, found before the request was looked at.
    one.sent = false;
    return cause;
  }
  const { fault } = one;
  if (fault !== undefined) return isOptimalDialError(fault) ? fault : fileError('The file', fault);
  const call = describeCall(request, one.number);
  const blocked = blockedError(call, cause);
  if (blocked) {
    one.sent = false;
    return blocked;
  }
  if (isRedirect(cause)) return new RedirectError(call, 0);
  const again = (one.bodyReads ?? 0) > 1;
  const phase = responded ? 'reading' : again ? undefined : platform.connectPhase(cause);
  const mistake = phase === 'connect' || phase === 'certificate' ? undefined : thrownError(call, cause);
  if (mistake === undefined) return new ConnectionError(call, phase ?? 'sending', cause);
  if (one.bodyReads === 0 || (!responded && rejectsArguments(cause))) one.sent = false;
  return mistake;
}

function initOf(
  { method, headers: given, body }: PreparedRequest,
  key: string,
  signal: AbortSignal,
  one: Try,
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
  // A type that the caller set would hide the boundary.
  return { ...init, headers: { ...headers, 'content-type': form.type }, ...platform.formInit(form, one) };
}
