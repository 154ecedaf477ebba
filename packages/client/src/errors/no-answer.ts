import { hide, OptimalDialError, type ErrorCode } from './base.ts';
import { reduceCause } from './cause.ts';
import type { Call } from '../wire.ts';

/** A call was sent, and no usable answer came back. The base of the classes below. */
export class CallError extends OptimalDialError {
  static {
    this.prototype.name = 'CallError';
  }
  readonly method: string;
  readonly path: string;

  constructor(code: ErrorCode, call: Call, message: string, cause?: unknown) {
    super(code, `${call.method} ${call.path} ${message}`);
    this.method = call.method;
    this.path = call.path;
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

/** A success whose body is empty, cut off, or not JSON. Code `unreadable_response`. */
export class UnreadableResponseError extends CallError {
  static {
    this.prototype.name = 'UnreadableResponseError';
  }
  /** HTTP status of the answer. */
  readonly status: number;
  /** Headers of the answer. Not enumerable: they may hold what should not be logged. */
  declare readonly headers: Headers;

  constructor(call: Call, response: Response, what: string) {
    super(
      'unreadable_response',
      call,
      `answered ${response.status} with ${what}. Check that \`baseUrl\` leads to OptimalDial and that no proxy answers in its place.`,
    );
    this.status = response.status;
    hide(this, 'headers', response.headers);
  }
}
