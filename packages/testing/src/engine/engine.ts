import type { IHttpConfig, PrismHttpComponents } from '@stoplight/prism-http';
import { proof } from './self-check.ts';
import { prismOperations } from './prism-operations.ts';
import { isRecord } from '../is-record.ts';

// The one module that knows Prism. It runs in proxy mode with a `forward` of ours, so that examples
// and scripted answers pass the same gate: route, security, request, answer.

/** A request as the engine takes it. */
export interface EngineRequest {
  /** HTTP method, in upper case. */
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string | string[]>>;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** An answer, before it becomes a `Response`. */
export interface EngineAnswer {
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** One departure from the description. */
export interface ValidationError {
  readonly message: string;
  /** Where, from the outside in: `path.upload_id`, `body.status`. */
  readonly location: string;
}

/** What the engine made of a request. */
export interface Verdict {
  /** Status and sentence where the engine refused the request: no route, no key, a wrong type. */
  readonly refusal: { readonly status: number; readonly message: string } | undefined;
  /** The answer, as it passed the gate. */
  readonly answer: EngineAnswer | undefined;
  readonly requestFaults: readonly ValidationError[];
  /** Whether the content type is none that the operation takes. */
  readonly wrongType: boolean;
  /** Whether a list of the request is longer than it may be. */
  readonly tooMany: boolean;
  readonly answerFaults: readonly ValidationError[];
}

/** Makes the answer to a request. It is asked only for one that keeps to the description. */
export type Produce = () => EngineAnswer | Promise<EngineAnswer>;

/** Puts one request and the answer to it through the gate. What `produce` throws comes through. */
export type Engine = (request: EngineRequest, produce: Produce) => Promise<Verdict>;

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const;

// By this name Prism knows that it is to mock after all; a convention of Prism's, which a test holds.
const remock = Object.assign(new Error('mock'), {
  name: 'https://stoplight.io/prism/errors#UPSTREAM_NOT_IMPLEMENTED',
});

/** Loads Prism and the description. Importing Prism takes a while, so this is for the first call. */
export async function loadEngine(): Promise<Engine> {
  const { createInstance } = await import('./prism.ts');
  const operations = await prismOperations();
  // A callback in the description would send real HTTP.
  for (const operation of operations) delete operation.callbacks;
  const logger = silence();

  const pass: Pass = async (request, produce) => {
    const method = METHODS.find((one) => one === request.method.toLowerCase());
    if (method === undefined) return refused(405, `no operation has the method ${request.method}`);
    let thrown: { readonly error: unknown } | undefined;
    let id: string | undefined;
    const forward: PrismHttpComponents['forward'] =
      ({ validations }, _base, _proxy, operation) =>
      () =>
      async () => {
        if (validations.length > 0) return { _tag: 'Left', left: remock };
        id = operation?.iid;
        try {
          const { status, headers, body } = await produce();
          return { _tag: 'Right', right: { statusCode: status, headers: { ...headers }, body } };
        } catch (error) {
          // Prism would take it for a broken upstream.
          thrown = { error };
          return { _tag: 'Left', left: remock };
        }
      };
    // A fresh configuration for each call: Prism writes the Accept header into a shared one.
    const config = configuration();
    const url = { path: request.path, query: { ...request.query } };
    const input = { method, url, headers: { ...request.headers }, body: request.body };
    let result;
    try {
      result = await createInstance(config, { logger, forward }).request(input, operations, config)();
    } catch (error) {
      // Prism throws where it cannot decode a path or a media type.
      return refused(
        422,
        `The request cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    if (thrown !== undefined) throw thrown.error;
    if (result._tag === 'Left') return refused(statusOf(result.left), result.left.message);
    const { output, validations } = result.right;
    return {
      operation: id,
      refusal: undefined,
      answer: { status: output.statusCode, headers: plain(output.headers), body: output.body },
      requestFaults: validations.input.map(fault),
      wrongType: validations.input.some(({ code }) => Number(code) === UNSUPPORTED_TYPE),
      tooMany: validations.input.some(({ code }) => code === 'maxItems'),
      answerFaults: validations.output.map(fault),
    };
  };
  const prove = proof(pass);
  return async (request, produce) => {
    const verdict = await pass(request, produce);
    await prove(request, verdict);
    return verdict;
  };
}

/** A verdict, with the operation that was asked for its answer, where one was. */
type Passed = Verdict & { readonly operation?: string | undefined };

type Pass = (request: EngineRequest, produce: Produce) => Promise<Passed>;

const UNSUPPORTED_TYPE = 415;

function configuration(): IHttpConfig {
  return {
    isProxy: true,
    upstream: new URL('http://in-process.invalid'),
    upstreamProxy: undefined,
    checkSecurity: true,
    validateRequest: true,
    validateResponse: true,
    errors: true,
    mock: { dynamic: false },
  };
}

function refused(status: number, message: string): Verdict {
  return {
    refusal: { status, message },
    answer: undefined,
    requestFaults: [],
    answerFaults: [],
    wrongType: false,
    tooMany: false,
  };
}

function statusOf(error: unknown): number {
  const status = isRecord(error) ? error['status'] : undefined;
  return typeof status === 'number' ? status : 500;
}

// Prism gives numbers here and there, and names in the description's case.
function plain(headers: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function fault({
  message,
  path = [],
}: {
  message: string;
  path?: readonly (string | number)[];
}): ValidationError {
  return { message, location: path.join('.') };
}

// Prism's type asks for all of pino; it calls no more than this.
function silence(): Record<string, unknown> {
  const logger: Record<string, unknown> = {};
  for (const level of ['trace', 'debug', 'info', 'success', 'warn', 'error', 'fatal']) {
    logger[level] = () => undefined;
  }
  logger['child'] = () => logger;
  return logger;
}
