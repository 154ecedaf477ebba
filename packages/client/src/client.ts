// How a call runs, from the user to the network. Each layer calls the next one:
//
//   1. call       request/call.ts             typed input and result; throws, or returns the error (raw calls)
//   2. request    request/with-tracing.ts     publishes the call to a tracing channel
//                 request/repeated-delete.ts  what an error means after a DELETE that was sent twice
//                 request/openapi-fetch.ts    checks options; serializes URL, headers and body
//   3. retry      retry/retry.ts              timeouts, retries by retry/policy.ts, the rate limit gate
//   4. transport  transport/send.ts           one attempt: adds the key, calls `fetch`, checks the response
//
// What the client knows about single operations is in request/operations.ts. `resources/` has the named
// methods; `errors/` what they throw; `time/` timers, backoff and limits; `body/` JSON and forms.
import { serverUrl } from '@optimaldial/types';
import { environment } from './environment.ts';
import { ConfigurationError } from './errors/configuration.ts';
import { checkBaseUrl } from './request/base-url.ts';
import type { RawCalls } from './request/call-types.ts';
import { createCall, createRawCalls } from './request/call.ts';
import { checkHeaders } from './request/headers.ts';
import { createSendOperation } from './request/openapi-fetch.ts';
import { checkNames, type OptionNames } from './request/option-names.ts';
import { withRepeatedDeletes } from './request/repeated-delete.ts';
import { withTracing } from './request/with-tracing.ts';
import { createContacts, type Contacts } from './resources/contacts.ts';
import { createDownload } from './resources/download/download.ts';
import { createUploads, type Uploads } from './resources/uploads.ts';
import { createWebhooks, type Webhooks } from './resources/webhook-endpoints.ts';
import type { OnAttempt } from './retry/attempt-event.ts';
import type { Limiter } from './retry/limiter.ts';
import { createRetry } from './retry/retry.ts';
import { checkLimits, type CallLimits } from './time/limits.ts';
import { resolveApiKey, type ApiKey } from './transport/api-key.ts';
import type { Fetch } from './transport/fetch-types.ts';
import { inBrowser } from './transport/runtime.ts';
import { createSendAttempt } from './transport/send.ts';

/** Options of {@link createClient}. */
export interface ClientOptions extends CallLimits {
  /**
   * The API key, or a function that returns it (or a promise for it). The function is called for each
   * attempt; what it throws is thrown by the call.
   *
   * @default the environment variable `OPTIMALDIAL_API_KEY`, read by `createClient`
   */
  readonly apiKey?: ApiKey | undefined;
  /**
   * Base URL of the API without `/api/v1`: https, or http on loopback. Another path is kept as a prefix.
   *
   * @default the environment variable `OPTIMALDIAL_BASE_URL`, else https://api.optimaldial.com (the server in
   *   the spec)
   */
  readonly baseUrl?: string | undefined;
  /**
   * Host names, besides loopback, that may be reached over http, such as those of a container network.
   *
   * @default none
   */
  readonly allowInsecureHosts?: readonly string[] | undefined;
  /**
   * Sends the requests.
   *
   * @default the global `fetch`, looked up for each attempt
   */
  readonly fetch?: Fetch | undefined;
  /**
   * Headers of every request. `authorization` and connection headers are rejected.
   *
   * @default none
   */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /**
   * Called after every attempt, for logging, metrics or tracing. Never contains secrets. What it throws is
   * ignored.
   *
   * @default none
   */
  readonly onAttempt?: OnAttempt | undefined;
  /**
   * Shares the rate limit for writes between processes.
   *
   * @default none: after a 429, the calls of this client wait until the limit resets
   */
  readonly limiter?: Limiter | undefined;
  /**
   * Allows the client to run in a browser, where every visitor can read the API key.
   *
   * @default false
   */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
}

/** A client for the OptimalDial API: named methods by resource, and a raw call per HTTP method. */
export interface Client extends RawCalls {
  /** Base URL of the API, without a trailing slash. */
  readonly baseUrl: string;
  /** Lists of phone numbers, and their progress. */
  readonly uploads: Uploads;
  /** Webhook endpoints, which receive an event when an upload has finished. */
  readonly webhooks: Webhooks;
  /** Single phone numbers, for organizations with the Contacts API. */
  readonly contacts: Contacts;
}

const BASE_URL = 'OPTIMALDIAL_BASE_URL';

const NAMES: OptionNames<ClientOptions> = {
  apiKey: 1,
  baseUrl: 1,
  allowInsecureHosts: 1,
  fetch: 1,
  headers: 1,
  onAttempt: 1,
  limiter: 1,
  dangerouslyAllowBrowser: 1,
  maxRetries: 1,
  timeout: 1,
  deadline: 1,
};

/**
 * Creates a client. Sends nothing before the first call.
 *
 * @throws ConfigurationError if the key, base URL, a header or a limit is invalid, or an option unknown, and in a
 *   browser
 */
export function createClient(options: ClientOptions = {}): Client {
  checkNames(options, NAMES, ConfigurationError);
  if (options.dangerouslyAllowBrowser !== true && inBrowser()) {
    throw new ConfigurationError(
      'createClient is disabled in browsers, because every visitor could read the API key. Call OptimalDial from your server, or set `dangerouslyAllowBrowser: true` if the key is not a secret.',
    );
  }
  const { allowInsecureHosts, fetch, onAttempt, limiter, maxRetries, timeout, deadline } = options;
  const apiKey = resolveApiKey(options.apiKey);
  const baseUrl =
    options.baseUrl == null
      ? checkBaseUrl(environment(BASE_URL) ?? serverUrl, allowInsecureHosts, BASE_URL)
      : checkBaseUrl(options.baseUrl, allowInsecureHosts);
  const headers = checkHeaders(options.headers, ConfigurationError);
  checkLimits(options, ConfigurationError);
  if (fetch !== undefined && typeof fetch !== 'function') {
    throw new ConfigurationError('`fetch` must be a function.');
  }
  if (limiter !== undefined && typeof limiter?.acquire !== 'function') {
    throw new ConfigurationError('`limiter` must be an object with a method `acquire`.');
  }
  const limits = { maxRetries, timeout, deadline };

  const sendAttempt = createSendAttempt(apiKey, fetch);
  const sendRequest = createRetry(sendAttempt, onAttempt, limiter);
  const sendOnce = createSendOperation({ baseUrl, headers, limits }, sendRequest);
  const sendOperation = withTracing(baseUrl, withRepeatedDeletes(sendOnce));
  const call = createCall(sendOperation);
  return {
    baseUrl,
    uploads: createUploads(call, limits, createDownload({ fetch, allowInsecureHosts, limits })),
    webhooks: createWebhooks(call),
    contacts: createContacts(call),
    ...createRawCalls(sendOperation),
  };
}
