import type { ConfigurationError } from '../errors/configuration.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { isRecord } from '../is-record.ts';

// With one of these `fetch` fails, or hangs until the timeout.
const CONNECTION_HEADERS =
  /^(connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;

/**
 * Checks additional headers from the caller.
 *
 * @param Rejection class of the error. Default: `InvalidInputError`
 * @throws that error for `authorization`, connection headers, and invalid names or values
 */
export function checkHeaders(
  headers: Readonly<Record<string, string | undefined>> | undefined,
  Rejection: new (message: string) => ConfigurationError | InvalidInputError = InvalidInputError,
): Readonly<Record<string, string>> | undefined {
  if (headers === undefined || headers === null) return undefined;
  if (!isRecord(headers) || Symbol.iterator in headers) {
    throw new Rejection('`headers` must be a plain object of names and values.');
  }
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    // Like an option that is left out.
    if (value === undefined) continue;
    if (CONNECTION_HEADERS.test(name)) {
      throw new Rejection(
        `\`headers\` can't contain \`${name.toLowerCase()}\`: \`fetch\` sets this connection header.`,
      );
    }
    if (name.toLowerCase() === 'authorization') {
      throw new Rejection(
        "`headers` can't contain `authorization`: pass the API key as `apiKey` to createClient.",
      );
    }
    if (
      name === '__proto__' ||
      !/^[\w!#$%&'*+.^`|~-]+$/.test(name) ||
      typeof value !== 'string' ||
      !/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)
    ) {
      throw new Rejection(
        '`headers` contains an invalid name or value. Names are words, values one line of text.',
      );
    }
    checked[name.toLowerCase()] = value;
  }
  return checked;
}
