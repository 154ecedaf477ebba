import { builtinModule } from '../../builtin-module.ts';
import { isRecord } from '../../is-record.ts';

/** Knows how much of a request the operating system has taken over. */
export interface SentBytes {
  /** Starts to look for the request. The second call stops it: if a body is read twice, either may be sent. */
  readonly look: () => void;
  /** Whether this many bytes of the body have been sent, and nothing else. */
  readonly isExactly: (bodyBytes: number) => boolean;
  /** Stops for good: from now on, `isExactly` returns `false`. */
  readonly stop: () => void;
}

interface Socket {
  readonly bytesWritten: number;
  readonly writableLength: number;
}

interface DiagnosticsChannel {
  subscribe(name: string, listener: (message: unknown) => void): void;
  unsubscribe(name: string, listener: (message: unknown) => void): unknown;
}

/** Where undici publishes the headers of each HTTP/1.1 request and the socket that it writes them to. */
const SEND_HEADERS = 'undici:client:sendHeaders';

/**
 * Counts the bytes of a request that Node's fetch or undici sends over HTTP/1.1. Knows nothing of others, such as
 * those of a mock.
 *
 * @param mark a text that only the headers of this request contain
 * @param size size of the body in bytes
 */
export function sentBytes(mark: string, size: number): SentBytes {
  const module = builtinModule('node:diagnostics_channel');
  const channel = isDiagnosticsChannel(module) ? module : undefined;
  /** `undefined` if the request was sent twice: either of them may read the body. */
  let found: { socket: Socket; bodyStart: number } | undefined;
  let requests = 0;
  let looks = 0;
  const listener = (message: unknown): void => {
    if (!isRecord(message)) return;
    const { headers, socket } = message;
    if (typeof headers !== 'string' || !headers.includes(mark) || !isSocket(socket)) return;
    // undici writes one more header, and the end of the headers.
    const lastHeader = `content-length: ${size}\r\n\r\n`;
    const bodyStart = socket.bytesWritten + headers.length + lastHeader.length;
    found = ++requests === 1 ? { socket, bodyStart } : undefined;
  };
  const stop = (): void => {
    looks = 1;
    found = undefined;
    channel?.unsubscribe(SEND_HEADERS, listener);
  };
  return {
    look: () => (looks++ === 0 ? channel?.subscribe(SEND_HEADERS, listener) : stop()),
    isExactly(bodyBytes) {
      if (found === undefined) return false;
      const { socket, bodyStart } = found;
      return socket.writableLength === 0 && socket.bytesWritten === bodyStart + bodyBytes;
    },
    stop,
  };
}

function isDiagnosticsChannel(module: unknown): module is DiagnosticsChannel {
  return (
    isRecord(module) &&
    typeof module['subscribe'] === 'function' &&
    typeof module['unsubscribe'] === 'function'
  );
}

function isSocket(value: unknown): value is Socket {
  return (
    isRecord(value) &&
    typeof value['bytesWritten'] === 'number' &&
    typeof value['writableLength'] === 'number'
  );
}
