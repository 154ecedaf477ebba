import type { IncomingDelivery } from './handle-delivery.ts';
import { alreadyRead, collectBytes } from './read-body.ts';

/** A listener for any event. */
// Declared as a method, whose parameters are compared bivariantly.
export type WebhookNodeListener = { listen(...values: unknown[]): void }['listen'];

/** The part of `IncomingMessage` of node:http that the handler uses; that of Express, for example, extends it. */
export interface WebhookNodeRequest {
  /** HTTP method. */
  readonly method?: string | undefined;
  /** Headers, with names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Major version of HTTP. */
  readonly httpVersionMajor?: number | undefined;
  /** The stream of a request over HTTP/2. */
  readonly stream?: { close(code: number): unknown } | undefined;
  /** Whether the body was read completely. */
  readonly readableEnded?: boolean | undefined;
  /** Whether reading the body has begun. */
  readonly readableDidRead?: boolean | undefined;
  /** Whether the connection is closed. */
  readonly destroyed?: boolean | undefined;
  /** The body, if a framework has read it: only raw bytes can be verified. */
  readonly body?: unknown;
  /** The raw body, if a framework has kept it. */
  readonly rawBody?: unknown;
  /** Adds a listener. */
  on(event: string, listener: WebhookNodeListener): unknown;
}

/** The part of `ServerResponse` of node:http that the handler uses. */
export interface WebhookNodeResponse {
  /** Whether the response has begun. */
  readonly headersSent?: boolean | undefined;
  /** Adds a listener. */
  on(event: string, listener: WebhookNodeListener): unknown;
  /** Begins the response. */
  writeHead(status: number, headers: Record<string, string>): unknown;
  /** Ends the response. */
  end(): unknown;
}

/** Describes a request of node:http. */
export function fromNode(request: WebhookNodeRequest): IncomingDelivery {
  const { method, headers } = request;
  return {
    method,
    headers,
    header: (name) => headers[name],
    async read(maxBytes) {
      if (!request.readableEnded && !request.readableDidRead) return readStream(request, maxBytes);
      const raw = [request.rawBody, request.body].find(isRaw);
      if (raw === undefined) throw alreadyRead();
      const collector = collectBytes(maxBytes);
      collector.add(raw);
      return collector.bytes();
    },
  };
}

/** Text is a body that was decoded, but not parsed. */
function isRaw(body: unknown): body is Uint8Array | string {
  // By behavior: bytes of another realm, such as that of a test environment, aren't instances of this one's class.
  return typeof body === 'string' || ArrayBuffer.isView(body);
}

function readStream(request: WebhookNodeRequest, maxBytes: number): Promise<Uint8Array | undefined> {
  const collector = collectBytes(maxBytes);
  return new Promise((resolve, reject) => {
    const fail = (): void => reject(new Error('The connection closed before the request body was complete.'));
    request.on('data', (chunk: Uint8Array | string) => {
      if (!collector.add(chunk)) resolve(undefined);
    });
    request.on('end', () => resolve(collector.bytes()));
    // An error without a listener would end the process.
    request.on('error', fail);
    request.on('close', fail);
    if (request.destroyed) fail();
  });
}

/** Sends a response without a body, unless another one has begun. */
export function sendStatus(
  request: WebhookNodeRequest,
  response: WebhookNodeResponse,
  status: number,
  headers: Record<string, string>,
): void {
  // The caller may have left.
  response.on('error', () => undefined);
  if (response.headersSent) return;
  // Otherwise Node.js would read the rest of the body, to use the connection again.
  const isUnread = !request.readableEnded;
  const closes = isUnread && request.httpVersionMajor === 1;
  response.writeHead(status, closes ? { ...headers, connection: 'close' } : headers);
  response.end();
  // Over HTTP/2, only this stream ends, without an error: once the response is sent.
  if (isUnread) request.stream?.close(0);
}
