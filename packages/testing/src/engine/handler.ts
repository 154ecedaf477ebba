import { copyDescription, type Operation } from '../spec/operations.ts';
import type { Engine, EngineAnswer, Produce, Verdict } from './engine.ts';
import { MockError } from './mock-error.ts';
import type { Recording, Violation } from './recording.ts';
import { refuse } from './refuse.ts';
import { parseRequest, readHead, type ParsedRequest, type RequestHead } from './parse-request.ts';
import { UnknownRoute } from './unknown-route.ts';

/** What is known of a call besides its request. */
export interface CallContext {
  /** Base URL of the server that the call came to; `undefined` in process. Never taken from a header. */
  readonly origin?: string | undefined;
  /** The caller's own signal, which may be of another implementation than the request's. */
  readonly signal?: AbortSignal | undefined;
  /** Called with each violation of this one call, while others are under way. */
  readonly notice?: ((violation: Violation) => void) | undefined;
}

/** Answers a request, or rejects with a `MockError`. */
export type Handler = (request: Request, context?: CallContext) => Promise<Response>;

/** Who answers: the examples of a mock, or the account of a sandbox. */
export interface Desk {
  /** Answers what is no call of the API, such as a file; `undefined` for a call. */
  outside?(request: Request): Promise<Response> | undefined;
  /** The answer to a call without a good key; `undefined` where the key is good. */
  turnAway(operation: Operation, head: RequestHead): EngineAnswer | undefined;
  /** Makes the answer to a call. */
  answer(operation: Operation, parsed: ParsedRequest, context: CallContext): Produce;
  /** Stands around a call, to delay or to break it. */
  around?(operation: Operation, context: CallContext, work: () => Promise<Response>): Promise<Response>;
}

// Captured before a test can replace it by a fake timer.
const { setImmediate: yieldToOthers } = globalThis;

/** Makes the handler behind `fetch` and `listen()`. */
export function createHandler(engine: () => Promise<Engine>, desk: Desk, recording: Recording): Handler {
  return async (request, context = {}) => {
    const note = (...noted: Parameters<Recording['note']>): void => {
      for (const violation of recording.note(...noted)) context.notice?.(violation);
    };
    const outside = desk.outside?.(request) ?? serveSpec(request, context);
    if (outside !== undefined) return outside;
    const head = readHead(request);
    const { operation, method, path } = head;
    const reading = operation && (await read(desk, operation, head, request));
    const recorded = reading?.parsed?.recorded ?? head.recorded;
    recording.requests.push(recorded);
    // A loop that polls must not starve timers.
    await new Promise<void>((resolve) => void yieldToOthers(resolve));
    if (operation === undefined || reading === undefined) {
      const error = new UnknownRoute(method, path, recorded.path);
      note(recorded, 'request', [{ message: error.message, location: 'path' }]);
      throw error;
    }
    const work = async (): Promise<Response> => {
      // A call without a proper key is answered as the API would: no fault of the test's script.
      if (reading.turnedAway !== undefined) return respond(reading.turnedAway);
      const { parsed } = reading;
      if (parsed.unreadable !== undefined) {
        note(recorded, 'request', [{ message: parsed.unreadable.message, location: 'body' }]);
        const { status, message } = parsed.unreadable;
        return respond({ status, headers: {}, body: { detail: message } });
      }
      return respond(await judge(await engine(), { parsed, operation, desk, note, context }));
    };
    return desk.around === undefined ? work() : desk.around(operation, context, work);
  };
}

type Reading =
  | { readonly turnedAway: EngineAnswer; readonly parsed?: undefined }
  | { readonly turnedAway?: undefined; readonly parsed: ParsedRequest };

/** Reads a request, the key before the body: a call without one must not make the server parse 100 MB. */
async function read(desk: Desk, operation: Operation, head: RequestHead, request: Request): Promise<Reading> {
  const turnedAway = desk.turnAway(operation, head);
  return turnedAway === undefined ? { parsed: await parseRequest(head, request) } : { turnedAway };
}

interface Case {
  readonly parsed: ParsedRequest;
  readonly operation: Operation;
  readonly desk: Desk;
  readonly note: (...noted: Parameters<Recording['note']>) => void;
  readonly context: CallContext;
}

async function judge(
  engine: Engine,
  { parsed, operation, desk, note, context }: Case,
): Promise<EngineAnswer> {
  const { recorded, method, path, query, headers, checked } = parsed;
  const produce = desk.answer(operation, parsed, context);
  const verdict: Verdict = await engine({ method, path, query, headers, body: checked }, produce);
  if (verdict.refusal !== undefined) {
    const { status, message } = verdict.refusal;
    note(recorded, 'request', [{ message, location: '' }]);
    return { status, headers: {}, body: { detail: message } };
  }
  note(recorded, 'request', verdict.requestFaults);
  if (verdict.requestFaults.length > 0) return refuse(operation, verdict);
  note(recorded, 'response', verdict.answerFaults);
  if (verdict.answer === undefined || verdict.answerFaults.length > 0) {
    const faults = verdict.answerFaults.map(({ message }) => message).join('; ');
    throw new MockError(
      'invalid_response',
      `The answer ${verdict.answer?.status ?? ''} that was given to ${operation.id} leaves the description: ${faults}.`,
    );
  }
  return verdict.answer;
}

/** Serves the spec, with the address of the server that it was asked from. */
function serveSpec({ url, method }: Request, { origin }: CallContext): Response | undefined {
  if (new URL(url).pathname !== '/openapi.json') return undefined;
  const headers = { 'content-type': 'application/json' };
  if (method !== 'GET' && method !== 'HEAD') {
    const body = JSON.stringify({ detail: '/openapi.json is read by GET.' });
    return new Response(body, { status: 405, headers: { ...headers, allow: 'GET, HEAD' } });
  }
  const servers = origin === undefined ? {} : { servers: [{ url: origin, description: 'This server.' }] };
  const body = method === 'HEAD' ? null : JSON.stringify({ ...copyDescription(), ...servers });
  return new Response(body, { headers });
}

function respond({ status, headers, body }: EngineAnswer): Response {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } });
}
