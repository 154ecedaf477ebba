import type { Operation } from '../spec/operations.ts';
import { yieldToEventLoop } from '../yield-to-event-loop.ts';
import type { Engine, EngineResponse } from './engine.ts';
import { MockError } from './errors/mock-error.ts';
import { UnknownRoute } from './errors/unknown-route.ts';
import { invalidRequest } from './invalid-request.ts';
import { parseRequest, readHead, type ParsedRequest, type RequestHead } from './parse-request.ts';
import type { Recording } from './recording.ts';
import type { CallContext, Responder } from './responder.ts';
import { serveSpec } from './serve-spec.ts';

/** Handles a request, or rejects with a `MockError`. */
export type Handler = (request: Request, context?: CallContext) => Promise<Response>;

/** Creates the handler behind `fetch` and `listen()`. */
export function createHandler(
  engine: () => Promise<Engine>,
  responder: Responder,
  recording: Recording,
): Handler {
  return async (request, context = {}) => {
    const report: Report = (...violation) => {
      for (const recorded of recording.report(...violation)) context.onViolation?.(recorded);
    };
    const file = responder.serveFile?.(request) ?? serveSpec(request, context.origin);
    if (file !== undefined) return file;
    const head = readHead(request);
    const { operation, method, path } = head;
    const read = operation && (await readCall(responder, operation, head, request));
    const recorded = read?.parsed?.recorded ?? head.recorded;
    recording.requests.push(recorded);
    // A loop that polls must not starve timers.
    await yieldToEventLoop();
    if (operation === undefined || read === undefined) {
      const error = new UnknownRoute(method, path, recorded.path);
      report(recorded, 'request', [{ message: error.message, location: 'path' }]);
      throw error;
    }
    const work = async (): Promise<Response> => {
      // A 401 is a regular response, not a violation.
      if (read.unauthorized !== undefined) return toResponse(read.unauthorized);
      const { parsed } = read;
      if (parsed.unreadable !== undefined) {
        report(recorded, 'request', [{ message: parsed.unreadable.message, location: 'body' }]);
        const { status, message } = parsed.unreadable;
        return toResponse({ status, headers: {}, body: { detail: message } });
      }
      return toResponse(await validate(await engine(), { parsed, operation, responder, report, context }));
    };
    return responder.intercept === undefined ? work() : responder.intercept(operation, context, work);
  };
}

type Report = (...violation: Parameters<Recording['report']>) => void;

type ReadCall =
  | { readonly unauthorized: EngineResponse; readonly parsed?: undefined }
  | { readonly unauthorized?: undefined; readonly parsed: ParsedRequest };

/** Checks the key, then reads the body: a call without a valid key must not make the server parse 100 MB. */
async function readCall(
  responder: Responder,
  operation: Operation,
  head: RequestHead,
  request: Request,
): Promise<ReadCall> {
  const unauthorized = responder.authenticate(operation, head);
  return unauthorized === undefined ? { parsed: await parseRequest(head, request) } : { unauthorized };
}

interface Call {
  readonly parsed: ParsedRequest;
  readonly operation: Operation;
  readonly responder: Responder;
  readonly report: Report;
  readonly context: CallContext;
}

/** Validates a call and its response. Returns an error response for an invalid call. */
async function validate(
  engine: Engine,
  { parsed, operation, responder, report, context }: Call,
): Promise<EngineResponse> {
  const { recorded, method, path, query, headers, checked } = parsed;
  const respond = responder.respond(operation, parsed, context);
  const result = await engine({ method, path, query, headers, body: checked }, respond);
  if (result.rejection !== undefined) {
    const { status, message } = result.rejection;
    report(recorded, 'request', [{ message, location: '' }]);
    return { status, headers: {}, body: { detail: message } };
  }
  report(recorded, 'request', result.requestErrors);
  if (result.requestErrors.length > 0) return invalidRequest(operation, result);
  report(recorded, 'response', result.responseErrors);
  if (result.response === undefined || result.responseErrors.length > 0) {
    const errors = result.responseErrors.map(({ message }) => message).join('; ');
    throw new MockError(
      'invalid_response',
      `The ${result.response?.status ?? ''} response set for ${operation.id} doesn't match the spec: ${errors}.`,
    );
  }
  return result.response;
}

function toResponse({ status, headers, body }: EngineResponse): Response {
  const text = body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body);
  return new Response(text, { status, headers: { 'content-type': 'application/json', ...headers } });
}
