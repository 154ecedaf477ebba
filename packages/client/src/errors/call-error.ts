import { hide, OptimalDialError, type ErrorCode } from './base.ts';
import { reduceCause } from './cause.ts';
import { requestId } from '../response/request-id.ts';
import type { Call } from '../transport/types.ts';

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

/**
 * No whole response: the host was not found, refused the connection, or the connection broke. Code
 * `connection`.
 */
export class ConnectionError extends CallError {
  static {
    this.prototype.name = 'ConnectionError';
  }
  /**
   * Where it failed. After `connect` and `certificate` nothing had been sent; after `sending` and
   * `reading` the request may have been carried out; `storage` is the host of the files.
   */
  readonly phase: ConnectionPhase;

  constructor(call: Call, phase: ConnectionPhase, cause: unknown) {
    const code = reduceCause(cause).code;
    super('connection', call, SAYS[phase](code === undefined ? '' : ` (${code})`, call.port), cause);
    this.phase = phase;
  }
}

/** A phase in which nothing of the request had been sent. */
export type ConnectPhase = 'connect' | 'certificate';

/** Where a connection failed. */
export type ConnectionPhase = ConnectPhase | 'sending' | 'reading' | 'storage';

const SAYS: Readonly<Record<ConnectionPhase, (reason: string, port: string | undefined) => string>> = {
  connect: (reason, port) =>
    `could not connect${port === undefined ? '' : ` to port ${port}`}${reason}. Nothing was sent. Check \`baseUrl\`, the network and the proxy, then try again.`,
  certificate: (reason) =>
    `could not set up TLS: the certificate or protocol of the server was not accepted${reason}. Nothing was sent. Check \`baseUrl\`, the clock of this machine, and NODE_EXTRA_CA_CERTS if a proxy has a certificate of its own.`,
  sending: (reason) =>
    `got no response${reason}. Check the network, the proxy and \`baseUrl\`, then try again.`,
  reading: (reason) => `lost the connection in the middle of the response${reason}. Try again.`,
  storage: (reason) =>
    `gave a link, and the storage gave no response${reason}. It is another host than the API: check that the network and the proxy let you reach it, then try again.`,
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
