import type { Call } from '../errors/call.ts';
import { typeName } from '../describe-value.ts';
import { ConfigurationError } from '../errors/configuration.ts';
import { isRecord } from '../is-record.ts';
import { redact } from '../response/redact.ts';

/** Whether `fetch` returned a usable response. Checked by shape: other implementations have their own classes. */
export function isResponse(value: unknown): value is Response {
  return (
    isRecord(value) &&
    Number.isInteger(value['status']) &&
    isRecord(value['headers']) &&
    typeof value['headers']['get'] === 'function'
  );
}

/** Whether a `fetch` with `redirect: 'error'` failed because the server redirected. */
export function isRedirect(cause: unknown): boolean {
  const inner = isRecord(cause) ? cause['cause'] : undefined;
  return isRecord(inner) && inner['message'] === 'unexpected redirect';
}

// Messages of network failures that the platforms don't explain further.
const NETWORK =
  /^(fetch failed|failed to fetch|load failed|terminated|the |a server with|could not connect|error in input)|network|connection|sending request|body error/i;
// Messages for arguments that they reject before anything is sent.
const REJECTED =
  /^(Failed to (construct 'Request'|parse URL)|Request(Init)?( constructor)?:|Expected signal)/;
const BUGS = /^(ReferenceError|SyntaxError|RangeError|TypeError|InternalError|AssertionError)$/;

/** The error for a bug in `fetch`; `undefined` for any other failure, such as one of the network. */
export function thrownError(call: Call, cause: unknown): ConfigurationError | undefined {
  if (!isRecord(cause)) return brokenFetch(call, `threw ${typeName(cause)}`);
  const { name, message, code } = cause;
  if (typeof name !== 'string' || typeof message !== 'string' || !BUGS.test(name)) return undefined;
  // Node.js has codes for bugs, too.
  const hasCode = code !== undefined && !(typeof code === 'string' && /^ERR_(ASSERTION|INVALID_)/.test(code));
  if (cause['cause'] !== undefined || hasCode || NETWORK.test(message)) return undefined;
  return brokenFetch(call, `threw ${name}: ${redact(message.slice(0, 300))}`);
}

// Messages of test tools that block a request: msw, nock, undici's MockAgent, happy-dom.
const BLOCKED =
  /^(\[MSW\] Cannot bypass|Nock: (No match|Disallowed)|Mock dispatch not matched|Cross-Origin Request Blocked)/;

/** The error for a request that a test tool blocked; `undefined` for any other failure. */
export function blockedError(call: Call, cause: unknown, depth = 0): ConfigurationError | undefined {
  if (!isRecord(cause) || depth > 2) return undefined;
  const { message } = cause;
  if (typeof message !== 'string' || !BLOCKED.test(message)) {
    return blockedError(call, cause['cause'], depth + 1);
  }
  // The first line only: the others may be the whole request.
  const [line = ''] = message.split('\n');
  return new ConfigurationError(
    `${call.method} ${call.path} was blocked by a test tool (${redact(line.slice(0, 300))}). Nothing was sent. Add a handler for this request. In a test that simulates a browser (jsdom), use the \`node\` environment (\`// @vitest-environment node\`).`,
  );
}

/** The error for a `fetch` that returned something other than a response. */
export function resultError(call: Call, result: unknown): ConfigurationError {
  return brokenFetch(
    call,
    `returned ${isRecord(result) ? 'an object without status, headers or text()' : typeName(result)} instead of a Response`,
  );
}

/** Whether `fetch` rejected its arguments, so that nothing was sent. */
export function rejectsArguments(cause: unknown): boolean {
  return isRecord(cause) && cause['cause'] === undefined && REJECTED.test(String(cause['message']));
}

/** Whether `fetch` rejected the signal because it is from another realm. */
export function rejectsSignal(cause: unknown): boolean {
  return rejectsArguments(cause) && /signal/.test(String(isRecord(cause) && cause['message']));
}

function brokenFetch({ method, path }: Call, problem: string): ConfigurationError {
  return new ConfigurationError(
    `${method} ${path}: \`fetch\` ${problem}. This is a bug in that function or mock, not a network failure.`,
  );
}
