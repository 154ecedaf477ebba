import { serverUrl } from '@optimaldial/types';
import { chooseKey } from './request/api-key.ts';
import { createAttempt } from './transport/send.ts';
import { createAttempts } from './retry/retry.ts';
import { checkBaseUrl } from './request/base-url.ts';
import { createInvoke, createRawCalls } from './request/call.ts';
import { createDownload } from './resources/download/download.ts';
import { ConfigurationError } from './errors/configuration.ts';
import { createExchange } from './request/openapi-fetch.ts';
import { checkLimits } from './retry/limits.ts';
import { inBrowser } from './transport/runtime.ts';
import { settleDeletes } from './request/repeated-delete.ts';
import { checkHeaders } from './request/headers.ts';
import { createContacts } from './resources/contacts.ts';
import { createUploads } from './resources/uploads.ts';
import { createWebhooks } from './resources/webhook-endpoints.ts';
/**
 * Makes a client. Nothing is sent before the first call.
 *
 * @throws ConfigurationError where a key, the base URL, a header or a limit cannot work, and in a browser;
 *   it says what to change
 */
export function createClient(options = {}) {
  if (options.dangerouslyAllowBrowser !== true && inBrowser()) {
    throw new ConfigurationError(
      'The client does not start in a browser: every visitor could read the API key, and spend its credits. Call OptimalDial from your server. If the key is not yours to protect, say `dangerouslyAllowBrowser: true`.',
    );
  }
  const apiKey = chooseKey(options.apiKey);
  const baseUrl = checkBaseUrl(options.baseUrl ?? serverUrl, options.allowInsecureHosts);
  const headers = checkHeaders(options.headers, ConfigurationError);
  checkLimits(options, ConfigurationError);
  if (options.fetch !== undefined && typeof options.fetch !== 'function') {
    throw new ConfigurationError('`fetch` must be a function, such as the `fetch` of undici.');
  }
  const { maxRetries, timeout, deadline } = options;
  const limits = { maxRetries, timeout, deadline };
  const send = createAttempts(createAttempt(apiKey, options.fetch), limits, options.onAttempt);
  const exchange = settleDeletes(createExchange(baseUrl, headers, send));
  const invoke = createInvoke(exchange);
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
