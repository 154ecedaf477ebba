import { ConfigurationError } from '../../errors/configuration.ts';

/** Collects the chunks of a body up to a limit. */
export interface Collector {
  /** Adds a chunk. Returns false if the body is too large. */
  add(chunk: Uint8Array | string): boolean;
  /** Returns the whole body; `undefined` if it is too large. */
  bytes(): Uint8Array | undefined;
}

/** @param maxBytes largest body in bytes */
export function collectBytes(maxBytes: number): Collector {
  const chunks: Uint8Array[] = [];
  let size = 0;
  return {
    add(chunk) {
      const bytes = typeof chunk === 'string' ? new TextEncoder().encode(chunk) : chunk;
      size += bytes.byteLength;
      return size <= maxBytes && chunks.push(bytes) > 0;
    },
    bytes() {
      if (size > maxBytes) return undefined;
      const body = new Uint8Array(size);
      let offset = 0;
      for (const chunk of chunks) {
        body.set(chunk, offset);
        offset += chunk.byteLength;
      }
      return body;
    },
  };
}

/**
 * Reads the body of a `Request`.
 *
 * @returns `undefined` if the body has more than `maxBytes`: the rest isn't read
 * @throws ConfigurationError if the body was already read
 */
export async function readRequest(
  request: Request,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Uint8Array | undefined> {
  if (request.bodyUsed || request.body?.locked) throw alreadyRead();
  const collector = collectBytes(maxBytes);
  const reader = request.body?.getReader();
  if (reader === undefined) return collector.bytes();
  // Not awaited: a stream of another implementation may never finish cancelling.
  const cancel = (): void => void reader.cancel().catch(() => undefined);
  signal.addEventListener('abort', cancel, { once: true });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return collector.bytes();
    if (!collector.add(value)) {
      cancel();
      return undefined;
    }
  }
}

/** Creates the error about a body that the framework has read. */
export function alreadyRead(): ConfigurationError {
  return new ConfigurationError(
    'The request body was read before the webhook handler, so its signature cannot be verified. In Express, mount the handler before express.json() and bodyParser, or use express.raw() for its path. In NestJS, use `rawBody: true`. In Fastify, call it in an `onRequest` hook. Elsewhere, pass the unread request.',
  );
}
