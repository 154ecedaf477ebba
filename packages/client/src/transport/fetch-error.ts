import { ConfigurationError } from '../errors/configuration.ts';
import { redact } from '../response/redact.ts';
import { isRecord } from '../is-record.ts';
import type { Call } from './types.ts';

/** Whether `fetch` gave a response, as far as it is used here: other implementations have classes of their own. */
export function isResponse(value: unknown): value is Response {
  return (
    isRecord(value) &&
    Number.isInteger(value['status']) &&
    isRecord(value['headers']) &&
    typeof value['headers']['get'] === 'function'
  );
}

// What the platforms throw for a network failure that they don't explain.
const NETWORK =
  /^(fetch failed|failed to fetch|load failed|terminated|the |a server with|could not connect|error in input)|network|connection|sending request|body error/i;
// What they throw for arguments that they refuse, before anything is sent.
const REFUSED = /^(Failed to (construct 'Request'|parse URL)|Request(Init)?( constructor)?:|Expected signal)/;
const BUGS = /^(ReferenceError|SyntaxError|RangeError|TypeError|InternalError|AssertionError)$/;

/** The error for a `fetch` that failed by a mistake in it, not by the network; `undefined` for any other failure. */
export function thrownError(call: Call, cause: unknown): ConfigurationError | undefined {
  if (!isRecord(cause)) return fault(call, `threw ${kindOf(cause)}`);
  const { name, message, code } = cause;
  if (typeof name !== 'string' || typeof message !== 'string' || !BUGS.test(name)) return undefined;
  // Node gives a code to mistakes too.
  const coded = code !== undefined && !(typeof code === 'string' && /^ERR_(ASSERTION|INVALID_)/.test(code));
  if (cause['cause'] !== undefined || coded || NETWORK.test(message)) return undefined;
  return fault(call, `threw ${name}: ${redact(message.slice(0, 300))}`);
}

// What test tools throw for a request that they keep from the network: msw, nock, undici's MockAgent, happy-dom.
const BLOCKED =
  /^(\[MSW\] Cannot bypass|Nock: (No match|Disallowed)|Mock dispatch not matched|Cross-Origin Request Blocked)/;

/** The error for a request that a test tool kept from the network; `undefined` for any other failure. */
export function blockedError(call: Call, cause: unknown, depth = 0): ConfigurationError | undefined {
  if (!isRecord(cause) || depth > 2) return undefined;
  const { message } = cause;
  if (typeof message !== 'string' || !BLOCKED.test(message)) {
    return blockedError(call, cause['cause'], depth + 1);
  }
  // Its first line: what follows may be the whole request.
  const [line = ''] = message.split('\n');
  return new ConfigurationError(
    `${call.method} ${call.path} was blocked by a test tool (${redact(line.slice(0, 300))}). Nothing was sent. Add a handler for this request; in a test that simulates a browser, use the \`node\` environment (\`// @vitest-environment node\`).`,
  );
}

/** The error for a `fetch` that gave something else than a response. */
export function resultError(call: Call, result: unknown): ConfigurationError {
  return fault(
    call,
    `returned ${isRecord(result) ? 'an object without status, headers or text()' : kindOf(result)} instead of a Response`,
  );
}

function kindOf(value: unknown): string {
  return value === undefined || value === null ? String(value) : `a ${typeof value}`;
}

/** Whether `fetch` refused its arguments, so that nothing was sent. */
export function rejectsArguments(cause: unknown): boolean {
  return isRecord(cause) && cause['cause'] === undefined && REFUSED.test(String(cause['message']));
}

/** Whether it refused the signal, because it is of another realm. */
export function rejectsSignal(cause: unknown): boolean {
  return rejectsArguments(cause) && /signal/.test(String(isRecord(cause) && cause['message']));
}

function fault({ method, path }: Call, what: string): ConfigurationError {
  return new ConfigurationError(
    `${method} ${path} failed in \`fetch\`, which ${what}. This is a fault of that function or mock (the \`fetch\` option, or the global one), not of the network.`,
  );
}
