import { serverUrl } from '@optimaldial/types';
import { chooseKey, type ApiKey } from './api-key.ts';
import { createAttempt, type Fetch } from './attempt.ts';
import { checkBaseUrl } from './base-url.ts';
import { createInvoke, createRawCalls } from './call.ts';
import { createOpenLink } from './download.ts';
import { ConfigurationError } from './errors/refused-before-sending.ts';
import { createExchange } from './exchange.ts';
import { checkHeaders } from './headers.ts';
import type { RawCalls } from './raw-types.ts';
import { createContacts, type Contacts } from './contacts.ts';
import { createUploads, type Uploads } from './uploads.ts';
import { createWebhooks, type Webhooks } from './webhooks.ts';

/** Options of {@link createClient}. */
export interface ClientOptions {
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
  /** Headers to send with every call. `authorization` is refused. Default: none. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
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
 * @throws ConfigurationError where a key, the base URL or a header cannot work; it says what to change
 */
export function createClient(options: ClientOptions = {}): Client {
  const apiKey = chooseKey(options.apiKey);
  const baseUrl = checkBaseUrl(options.baseUrl ?? serverUrl, options.allowInsecureHosts);
  const attempt = createAttempt(apiKey, options.fetch);
  const exchange = createExchange(baseUrl, checkHeaders(options.headers, ConfigurationError), attempt);
  const invoke = createInvoke(exchange);
  return {
    uploads: createUploads(invoke, createOpenLink(options.fetch, options.allowInsecureHosts)),
    webhooks: createWebhooks(invoke),
    contacts: createContacts(invoke),
    ...createRawCalls(exchange),
  };
}
