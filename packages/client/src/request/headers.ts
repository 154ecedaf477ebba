import type { ConfigurationError } from '../errors/configuration.ts';
import { InvalidInputError } from '../errors/invalid-input.ts';
import { isRecord } from '../is-record.ts';

// With one of these `fetch` fails, or hangs until the timeout.
const OF_CONNECTION =
  /^(connection|content-length|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/i;

/**
 * Checks headers that the caller adds.
 *
 * @param Refusal the error to throw; default `InvalidInputError`
 * @throws that error for `authorization`, which only the key may fill, and for what can be no header
 */
export function checkHeaders(
  headers: Readonly<Record<string, string | undefined>> | undefined,
  Refusal: new (message: string) => ConfigurationError | InvalidInputError = InvalidInputError,
): Readonly<Record<string, string>> | undefined {
  if (headers === undefined || headers === null) return undefined;
  if (!isRecord(headers) || Symbol.iterator in headers) {
    throw new Refusal('`headers` must be a plain object of names and values.');
  }
  const checked: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    // As an option that is left out.
    if (value === undefined) continue;
    if (OF_CONNECTION.test(name)) {
      throw new Refusal(
        `\`headers\` may not hold \`${name.toLowerCase()}\`: it belongs to the connection, and \`fetch\` sets it.`,
      );
    }
    if (name.toLowerCase() === 'authorization') {
      throw new Refusal('`headers` may not hold `authorization`: pass the key as `apiKey` to createClient.');
    }
    if (
      name === '__proto__' ||
      !/^[\w!#$%&'*+.^`|~-]+$/.test(name) ||
      typeof value !== 'string' ||
      !/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)
    ) {
      throw new Refusal(
        '`headers` holds a name or a value that no HTTP header can have. Names are words; values are one line of text.',
      );
    }
    checked[name.toLowerCase()] = value;
  }
  return checked;
}
