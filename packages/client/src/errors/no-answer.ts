import { hide, OptimalDialError, type ErrorCode } from './base.ts';
import { reduceCause } from './cause.ts';
import { isRecord } from '../record.ts';
import { requestId } from '../request-id.ts';
import type { Call } from '../wire.ts';

/** A call was sent, and no usable answer came back. The base of the classes below. */
export class CallError extends OptimalDialError {
  static {
    this.prototype.name = 'CallError';
  }
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Path of the URL, without host and query. */
  readonly path: string;
  /** How often the call was tried. */
  readonly attempts: number;

  constructor(code: ErrorCode, call: Call, message: string, cause?: unknown) {
    const { method, path, attempts } = call;
    super(code, `${method} ${path} ${message}${attempts > 1 ? ` It was tried ${attempts} times.` : ''}`);
    this.method = method;
    this.path = path;
    this.attempts = attempts;
    if (cause !== undefined) hide(this, 'cause', reduceCause(cause));
  }
}

/** No answer: the host was not found, refused, or the connection broke. Code `connection`. */
export class ConnectionError extends CallError {
  static {
    this.prototype.name = 'ConnectionError';
  }

  constructor(call: Call, phase: Phase, cause: unknown) {
    const code = reduceCause(cause).code;
    const reason = code === undefined ? '' : ` (${code})`;
    super('connection', call, SAYS[phase](reason), cause);
  }
}

/** Where a connection failed: to the API, in the middle of an answer, or to the storage of the files. */
type Phase = 'sending' | 'reading' | 'storage';

const SAYS: Readonly<Record<Phase, (reason: string) => string>> = {
  sending: (reason) =>
    `got no answer${reason}. Check the network, the proxy and \`baseUrl\`, then try again.`,
  reading: (reason) => `lost the connection in the middle of the answer${reason}. Try again.`,
  storage: (reason) =>
    `gave a link, and the storage gave no answer${reason}. It is another host than the API: check that the network and the proxy let you reach it, then try again.`,
};

/** A success whose body is empty, cut off, or not what the spec describes. Code `unreadable_response`. */
export class UnreadableResponseError extends CallError {
  static {
    this.prototype.name = 'UnreadableResponseError';
  }
  /** HTTP status of the answer. */
  readonly status: number;
  /** `X-Request-Id` of the answer, for a question to OptimalDial. */
  readonly requestId: string | undefined;
  /** Headers of the answer. Not enumerable: they may hold what should not be logged. */
  declare readonly headers: Headers;

  constructor(call: Call, response: Response, what: string, key?: string) {
    super(
      'unreadable_response',
      call,
      `answered ${response.status} with ${what}. Check that \`baseUrl\` leads to OptimalDial and that no proxy answers in its place.`,
    );
    this.status = response.status;
    this.requestId = requestId(response.headers, key);
    hide(this, 'headers', response.headers);
  }
}

// Codes of Node for a connection that never came to be. Other runtimes do not tell.
const NEVER_SENT: readonly unknown[] = ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'];

/** Whether a failure is known to have come before anything was sent. */
export function neverSent(error: unknown): boolean {
  return (
    error instanceof ConnectionError && isRecord(error.cause) && NEVER_SENT.includes(error.cause['code'])
  );
}
