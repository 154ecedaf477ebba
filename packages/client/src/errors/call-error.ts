import { requestId } from '../response/request-id.ts';
import { OptimalDialError, setHidden, type ErrorDetails } from './base.ts';
import type { Call } from './call.ts';
import { redactCause } from './cause.ts';
import type { ErrorCode } from './verdict/codes.ts';

/** Base class of errors about a call that returned no usable response. */
export class CallError extends OptimalDialError {
  static {
    this.prototype.name = 'CallError';
  }
  /** HTTP method, in upper case. */
  readonly method: string;
  /** Path of the URL, without host and query. */
  readonly path: string;
  /** Number of attempts. */
  readonly attempts: number;

  constructor(code: ErrorCode, call: Call, message: string, details?: ErrorDetails) {
    const { method, path, attempts } = call;
    super(code, `${method} ${path} ${message}${attempts > 1 ? ` Attempts: ${attempts}.` : ''}`, details);
    this.method = method;
    this.path = path;
    this.attempts = attempts;
  }
}

/** Phase in which nothing was sent yet. */
export type ConnectPhase = 'connect' | 'certificate';

/** Phase in which a connection failed. */
export type ConnectionPhase = ConnectPhase | 'sending' | 'reading' | 'storage';

/** No complete response: DNS, TCP or TLS failed, or the connection was lost. Code [`connection`](https://unpkg.com/@optimaldial/client/docs/errors/connection.md). */
export class ConnectionError extends CallError {
  static {
    this.prototype.name = 'ConnectionError';
  }
  /**
   * Phase in which the connection failed. In `connect` and `certificate` nothing was sent. In `sending` and
   * `reading` the server may have processed the request. `storage` is the host of the downloaded file.
   */
  readonly phase: ConnectionPhase;

  constructor(call: Call, phase: ConnectionPhase, cause: unknown) {
    const { code } = redactCause(cause);
    const [failure, advice] = MESSAGES[phase === 'connect' && call.local ? 'local' : phase];
    const port = phase === 'connect' && call.port !== undefined ? ` to port ${call.port}` : '';
    super('connection', call, `${failure}${port}${code === undefined ? '' : ` (${code})`}. ${advice}`, {
      next: phase === 'certificate' ? 'person' : undefined,
      cause: cause && redactCause(cause),
    });
    this.phase = phase;
  }
}

const MESSAGES: Readonly<Record<ConnectionPhase | 'local', readonly [failure: string, advice: string]>> = {
  connect: [
    'failed to connect',
    'Nothing was sent. Check `baseUrl`, the network and the proxy, then try again.',
  ],
  local: [
    'failed to connect',
    'Nothing was sent. Check that the sandbox or server at `baseUrl` (or OPTIMALDIAL_BASE_URL) is running.',
  ],
  certificate: [
    'failed the TLS handshake: certificate or protocol rejected',
    'Nothing was sent. Check `baseUrl`, the system clock, and NODE_EXTRA_CA_CERTS if a proxy has its own certificate.',
  ],
  sending: ['received no response', 'Check `baseUrl`, the network and the proxy, then try again.'],
  reading: ['lost the connection while reading the response', 'Try again.'],
  storage: [
    'returned a signed URL, but the storage did not respond',
    'The storage is a different host: check the network and the proxy, then try again.',
  ],
};

/** `limiter.acquire` rejected, so the request was not sent. Code [`limiter`](https://unpkg.com/@optimaldial/client/docs/errors/limiter.md). */
export class LimiterError extends CallError {
  static {
    this.prototype.name = 'LimiterError';
  }

  constructor(call: Call, cause: unknown) {
    const redacted = redactCause(cause);
    super(
      'limiter',
      call,
      `was not sent, because \`limiter.acquire\` failed (${redacted.message}). Check the store of the limiter, then try again.`,
      { cause: redacted },
    );
  }
}

/** A success whose body is empty, truncated, or doesn't match the spec. Code [`unreadable_response`](https://unpkg.com/@optimaldial/client/docs/errors/unreadable_response.md). */
export class UnreadableResponseError extends CallError {
  static {
    this.prototype.name = 'UnreadableResponseError';
  }
  /** HTTP status of the response. */
  readonly status: number;
  /** `X-Request-Id` of the response. Include it when you contact OptimalDial. */
  readonly requestId: string | undefined;
  /** Headers of the response. Not enumerable: they may contain secrets. */
  declare readonly headers: Headers;

  constructor(call: Call, { status, headers }: Response, problem: string, key?: string) {
    super(
      'unreadable_response',
      call,
      `returned ${status} with ${problem}. Check that \`baseUrl\` points to OptimalDial, and that no proxy responds in its place.`,
    );
    this.status = status;
    this.requestId = requestId(headers, key);
    setHidden(this, 'headers', headers);
  }
}
