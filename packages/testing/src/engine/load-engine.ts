import type { IHttpConfig, PrismHttpComponents } from '@stoplight/prism-http';
import { isRecord } from '../is-record.ts';
import type { Engine, EngineResult, ValidationError } from './engine.ts';
import { prismOperations } from './prism-operations.ts';

// The only module that knows Prism. Prism runs in proxy mode with our own `forward`, so that it validates
// examples, scripted responses and stateful responses in the same way: route, security, request, response.

const METHODS = ['get', 'post', 'put', 'patch', 'delete', 'head', 'options'] as const;

// Prism's message for the pattern of a webhook URL.
const HTTPS_PATTERN = /must match pattern "\^\[Hh]\[Tt]\[Tt]\[Pp]\[Ss]:\/\/"/;

// An error with this name makes Prism mock the response. The name is internal to Prism; a test covers it.
const mockInstead = Object.assign(new Error('mock'), {
  name: 'https://stoplight.io/prism/errors#UPSTREAM_NOT_IMPLEMENTED',
});

/** Loads Prism and the spec. Importing Prism is slow, so call this when the first request arrives. */
export async function loadEngine(): Promise<Engine> {
  const { createInstance } = await import('./prism.ts');
  const operations = await prismOperations();
  // Prism would send real HTTP requests to callbacks.
  for (const operation of operations) delete operation.callbacks;
  const logger = createSilentLogger();

  return async (request, respond) => {
    const method = METHODS.find((one) => one === request.method.toLowerCase());
    if (method === undefined) return rejected(405, `no operation has the method ${request.method}`);
    let thrown: { readonly error: unknown } | undefined;
    const forward: PrismHttpComponents['forward'] =
      ({ validations }) =>
      () =>
      async () => {
        if (validations.length > 0) return { _tag: 'Left', left: mockInstead };
        try {
          const { status, headers, body } = await respond();
          return { _tag: 'Right', right: { statusCode: status, headers: { ...headers }, body } };
        } catch (error) {
          // Prism would report it as a failed upstream.
          thrown = { error };
          return { _tag: 'Left', left: mockInstead };
        }
      };
    // A new configuration for each call, because Prism writes the Accept header into it.
    const config = createConfig();
    const url = { path: request.path, query: { ...request.query } };
    const input = { method, url, headers: { ...request.headers }, body: request.body };
    let result;
    try {
      result = await createInstance(config, { logger, forward }).request(input, operations, config)();
    } catch (error) {
      // Prism throws if it can't decode a path or a media type.
      return rejected(
        422,
        `The request can't be read: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
    if (thrown !== undefined) throw thrown.error;
    if (result._tag === 'Left') return rejected(statusOf(result.left), result.left.message);
    const { output, validations } = result.right;
    return {
      rejection: undefined,
      response: { status: output.statusCode, headers: normalize(output.headers), body: output.body },
      requestErrors: validations.input.map(toValidationError),
      isUnsupportedType: validations.input.some(({ code }) => Number(code) === 415),
      isTooLong: validations.input.some(({ code }) => code === 'maxItems'),
      responseErrors: validations.output.map(toValidationError),
    };
  };
}

function createConfig(): IHttpConfig {
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

function rejected(status: number, message: string): EngineResult {
  return {
    rejection: { status, message },
    response: undefined,
    requestErrors: [],
    responseErrors: [],
    isUnsupportedType: false,
    isTooLong: false,
  };
}

function statusOf(error: unknown): number {
  const status = isRecord(error) ? error['status'] : undefined;
  return typeof status === 'number' ? status : 500;
}

// Prism keeps the case of names from the spec, and some values are numbers.
function normalize(headers: Readonly<Record<string, unknown>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

function toValidationError({
  message,
  path = [],
}: {
  message: string;
  path?: readonly (string | number)[];
}): ValidationError {
  return { message: message.replace(HTTPS_PATTERN, 'must start with https://'), location: path.join('.') };
}

// Prism's type requires a pino logger; these are the methods that it calls.
function createSilentLogger(): Record<string, unknown> {
  const logger: Record<string, unknown> = {};
  for (const level of ['trace', 'debug', 'info', 'success', 'warn', 'error', 'fatal']) {
    logger[level] = () => undefined;
  }
  logger['child'] = () => logger;
  return logger;
}
