import { UnreadableResponseError } from '../errors/call-error.ts';
import { responses } from '../generated/responses.ts';
import { isRecord } from '../is-record.ts';
import { describeCall, type ApiResponse, type Attempt, type PreparedRequest } from './types.ts';

/**
 * Parses a response whose body has arrived.
 *
 * @param key the API key that was sent; redact it from everything that came back
 * @throws UnreadableResponseError if a success can't be what the spec describes
 */
export function readResponse(
  request: PreparedRequest,
  { number: attempts, repeated }: Attempt,
  key: string,
  response: Response,
  text: string,
): ApiResponse {
  const { status } = response;
  // Not `response.ok`, which a mock may lack.
  const ok = status >= 200 && status < 300;
  const body = parse(text);
  const problem = ok ? problemOf(request, response, text, body) : undefined;
  if (problem) throw new UnreadableResponseError(describeCall(request, attempts), response, problem, key);
  return { request, ok, status, body, response, key, attempts, repeated, left: 0 };
}

function problemOf(
  { method, template }: PreparedRequest,
  { headers }: Response,
  text: string,
  body: unknown,
): string | undefined {
  // An operation newer than this client has no entry.
  const smallest = responses[template]?.[method];
  if (text === '') return smallest === null ? undefined : 'an empty body';
  const type = headers.get('content-type');
  if (type !== null && type !== JSON_TYPE && !/^[^;]*[/+]json\s*(;|$)/i.test(type))
    return 'a body that is not JSON';
  const valid = smallest === null || (smallest === undefined ? isRecord(body) : hasFieldsOf(body, smallest));
  // Parsed JSON never equals its own text: this is text that didn't parse.
  return valid && body !== text ? undefined : 'a body that is cut off or not the documented response';
}

/**
 * Whether a value has what the smallest documented success has: each item of an array, any property of an
 * object. Other fields and values may differ, so changes that users don't depend on don't break them.
 */
function hasFieldsOf(value: unknown, smallest: unknown): boolean {
  if (Array.isArray(smallest))
    return Array.isArray(value) && value.every((item) => hasFieldsOf(item, smallest[0]));
  if (!isRecord(smallest)) return typeof value === typeof smallest && value !== '';
  if (!isRecord(value) || Array.isArray(value)) return false;
  const names = Object.keys(smallest);
  return !names[0] || names.some((name) => hasFieldsOf(value[name], smallest[name]));
}

const JSON_TYPE = 'application/json';

function parse(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON. Code that needs JSON sees a string, and reports it with status and path.
    return text;
  }
}
