import { serverUrl } from '@optimaldial/types';
import { resolveApiKey, type ApiKey } from './transport/api-key.ts';
import { createSend } from './transport/send.ts';
import { createRetry } from './retry/retry.ts';
import { checkBaseUrl } from './request/base-url.ts';
import { createCall, createRawCalls } from './request/call.ts';
import { createDownload } from './resources/download/download.ts';
import { ConfigurationError } from './errors/configuration.ts';
import { createSendOperation } from './request/openapi-fetch.ts';
import { checkLimits, type CallLimits } from './time/limits.ts';
import type { Fetch } from './transport/fetch-types.ts';
import type { OnAttempt } from './retry/attempt-event.ts';
import { inBrowser } from './transport/runtime.ts';
import { withRepeatedDeletes } from './request/repeated-delete.ts';
import { checkHeaders } from './request/headers.ts';
import type { RawCalls } from './request/call-types.ts';
import { createContacts, type Contacts } from './resources/contacts.ts';
import { createUploads, type Uploads } from './resources/uploads.ts';
import { createWebhooks, type Webhooks } from './resources/webhook-endpoints.ts';

/** Options of {@link createClient}. */
export interface ClientOptions extends CallLimits {
  /**
   * The API key, or a function (async or not) that gives it and is asked again for each attempt;
   * what it throws comes through as it is.
   * Default: `OPTIMALDIAL_API_KEY` of the environment, read when the client is made.
   */
  readonly apiKey?: ApiKey | undefined;
  /** Where the API is: https://, or http:// on loopback, without `/api/v1`. Another path is kept as a prefix. Default: the server of the description. */
  readonly baseUrl?: string | undefined;
  /** Host names that may be reached by http:// besides loopback, such as those of a container network. Default: none. */
  readonly allowInsecureHosts?: readonly string[] | undefined;
  /** Sends the requests. Default: the global `fetch`, looked up at each attempt. */
  readonly fetch?: Fetch | undefined;
  /** Headers to send with every call. `authorization` and headers of the connection are refused. @default none */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  /** Called after each attempt, for logging, metrics or tracing. Never contains secrets. What it throws is ignored. @default none */
  readonly onAttempt?: OnAttempt | undefined;
  /** Lets the client start in a browser, where every visitor can read the key. Default: false. */
  readonly dangerouslyAllowBrowser?: boolean | undefined;
}

/** A client of the OptimalDial API: conveniences by resource, and a raw call for each HTTP method. */
export interface Client extends RawCalls {
  /** Lists of phone numbers, and how far their processing has come. */
  readonly uploads: Uploads;
  /** Endpoints of yours that are told when an upload is done. */
  readonly webhooks: Webhooks;
  /** Single numbers, for organizations with the Contacts API. */
  readonly contacts: Contacts;
}

/**
 * Makes a client. Nothing is sent before the first call.
 *
 * @throws ConfigurationError where a key, the base URL, a header or a limit cannot work, and in a browser;
 *   it says what to change
 */
export function createClient(options: ClientOptions = {}): Client {
  if (options.dangerouslyAllowBrowser !== true && inBrowser()) {
    throw new ConfigurationError(
      'The client does not start in a browser: every visitor could read the API key, and spend its credits. Call OptimalDial from your server. If the key is not yours to protect, say `dangerouslyAllowBrowser: true`.',
    );
  }
  const apiKey = resolveApiKey(options.apiKey);
  const baseUrl = checkBaseUrl(options.baseUrl ?? serverUrl, options.allowInsecureHosts);
  const headers = checkHeaders(options.headers, ConfigurationError);
  checkLimits(options, ConfigurationError);
  if (options.fetch !== undefined && typeof options.fetch !== 'function') {
    throw new ConfigurationError('`fetch` must be a function, such as the `fetch` of undici.');
  }
  const { maxRetries, timeout, deadline } = options;
  const limits = { maxRetries, timeout, deadline };
  const send = createRetry(createSend(apiKey, options.fetch), limits, options.onAttempt);
  const exchange = withRepeatedDeletes(createSendOperation(baseUrl, headers, send));
  const invoke = createCall(exchange);
  return {
    uploads: createUploads(
      invoke,
      limits,
      createDownload({ given: options.fetch, allowInsecureHosts: options.allowInsecureHosts, limits }),
    ),
    webhooks: createWebhooks(invoke),
    contacts: createContacts(invoke),
    ...createRawCalls(exchange),
  };
}
